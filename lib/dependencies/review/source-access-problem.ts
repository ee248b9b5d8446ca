import type { SourceAccess } from './source-access';

/** Types of sources that are elsewhere than in AWS. */
const ELSEWHERE = ['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED'];
/** Those that no one can clone without. */
const ALWAYS_PRIVATE = ['GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED'];

/** What is wrong with a source and the access to it; undefined where nothing is. */
export function accessProblem(type: string, hasWebhook: boolean, access?: SourceAccess): string | undefined {
  if (!ELSEWHERE.includes(type)) {
    return access && `sourceAccess is for repositories of GitHub, GitLab and Bitbucket, and source is of type ${type}: leave it out`;
  }
  if (type.startsWith('GITLAB') && access?._secret) return `sourceAccess is a secret, and AWS CodeBuild reads ${type} by a connection alone: give SourceAccess.connection(...)`;
  if (access || (!hasWebhook && !ALWAYS_PRIVATE.includes(type))) return undefined;
  return (
    `source is of type ${type}${hasWebhook ? ' with a webhook' : ''}, which AWS CodeBuild needs credentials for, and sourceAccess is left out: ` +
    'give SourceAccess.connection(...) or SourceAccess.secret(...), or SourceAccess.accountCredentials() where the account has stored some'
  );
}
