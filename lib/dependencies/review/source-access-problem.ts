import type { SourceAccess } from './source-access';

/** The types of sources outside of AWS. */
const ELSEWHERE = ['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED'];
/** The types of sources that can't be cloned without credentials. */
const ALWAYS_PRIVATE = ['GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED'];

/** Returns what is wrong with a source and the access to it; undefined if nothing is. */
export function accessProblem(type: string, hasWebhook: boolean, access?: SourceAccess): string | undefined {
  if (!ELSEWHERE.includes(type)) {
    return access && `sourceAccess is for repositories of GitHub, GitLab and Bitbucket, but source has type ${type}: omit it`;
  }
  if (type.startsWith('GITLAB') && access?._secret) return `sourceAccess is a secret, but AWS CodeBuild reads ${type} only by a connection: pass SourceAccess.connection(...)`;
  if (access || (!hasWebhook && !ALWAYS_PRIVATE.includes(type))) return undefined;
  return (
    `source has type ${type}${hasWebhook ? ' with a webhook' : ''}, for which AWS CodeBuild needs credentials, but sourceAccess is missing: ` +
    'pass SourceAccess.connection(...) or SourceAccess.secret(...), or SourceAccess.accountCredentials() if the account has stored some'
  );
}
