import { finding, Outcome, Rule } from '../../gate';
import { Authorizer, AUTHORIZER_TYPES, eachAuthorizer } from '../template/authorizers';
import { isCredential, isOpenHeader } from '../template/request-credentials';

/** Answers of an authorizer are cached for the caller that they are about. */
export const authorizerCacheKeyed: Rule = {
  id: 'AuthorizerCacheKeyed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each authorizer whose answers are cached has the caller’s credential among its identity sources.',
  why:
    'API Gateway caches an answer for all requests with the same identity sources. If none of them identifies the caller, one request with a valid ' +
    'token authorizes those of all other callers, until the cached answer expires.',
  fix: {
    cdk: 'Add IdentitySource.header("Authorization"), or where the credential is, to identitySources; or set resultsCacheTtl: Duration.seconds(0).',
    template: 'Add method.request.header.Authorization, or where the credential is, to IdentitySource; or set AuthorizerResultTtlInSeconds: 0.',
    sam: 'Add Authorization, or the header with the credential, to Identity.Headers of the authorizer; or set Identity.ReauthorizeEvery: 0.',
  },
  acceptable: 'If the authorizer decides only by the listed sources: say what it compares.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html',
  resourceTypes: AUTHORIZER_TYPES,
  findings: {
    'cached-for-others': 'The answer for one caller is used for others: no identity source is a credential.',
  },
  check: (resource, workload) => eachAuthorizer(resource, workload, checkAuthorizer),
};

function checkAuthorizer({ at, type, ttl, identitySources }: Authorizer): readonly Outcome[] {
  // The other types have exactly one identity source, which is the token.
  if (type() !== 'REQUEST' || ttl() === 0) return [];
  // The sources of WebSocket APIs only have to be present: the answer is for one connection.
  const sources = identitySources().flatMap((source) => source.string()!.split(',')).map((text) => text.trim()).filter((text) => !text.startsWith('route.'));
  if (sources.length === 0 || sources.some((source) => identifies(source) === true)) return [];
  if (sources.some((source) => identifies(source) === undefined)) {
    throw at.undetermined(`only the code of the authorizer shows whether ${sources.join(', ')} identifies a caller`);
  }
  return [finding(at, 'cached-for-others', `answers are kept for ${sources.join(', ')}, which identifies no caller`)];
}

/** Checks whether an identity source is a credential. Undefined if its name does not tell. */
function identifies(source: string): boolean | undefined {
  const [, kind, name] = /^(?:method\.|\$)?(request\.\w+|context|stageVariables)\.(.+)$/i.exec(source) ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'context') return /^(?:identity|authorizer)\./.test(name);
  if (kind === 'stageVariables') return false;
  if (kind === 'request.header' && isOpenHeader(name)) return false;
  return isCredential(name) ? true : undefined;
}
