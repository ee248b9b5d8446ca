import { finding, Outcome, Rule } from '../../gate';
import { Authorizer, AUTHORIZER_TYPES, eachAuthorizer } from '../template/authorizers';

/** Answers of an authorizer are kept for the caller that they are about. */
export const authorizerCacheKeyed: Rule = {
  id: 'AuthorizerCacheKeyed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each authorizer whose answers are cached has the caller’s credential among its identity sources.',
  why:
    'API Gateway keeps an answer for all requests with the same identity sources. If none of them identifies the caller, one caller with a right ' +
    'token opens the API for everyone, until the answer expires.',
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

/** Headers that do not identify a caller. */
const NO_CREDENTIAL = /^(?:accept(?:-.*)?|cache-control|cloudfront-.*|connection|content-.*|host|origin|pragma|referer|sec-.*|user-agent|via|x-amzn-.*|x-forwarded-.*|x-requested-with)$/i;

/** Parts of names of headers, cookies and parameters that hold a credential. */
const CREDENTIAL = /auth|token|key|cookie|session|sign|jwt|sid|credential|cert|secret|password|user|client|caller|account/i;

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
  if (kind === 'request.header' && NO_CREDENTIAL.test(name)) return false;
  return CREDENTIAL.test(name) ? true : undefined;
}
