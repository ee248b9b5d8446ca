import { shown } from '../quotas';

/** Names of parameters in a part of requests; undefined if there are none. */
type Named = { readonly [name: string]: unknown } | undefined;

/** Parameters of a request by place. */
interface NamedParameters {
  readonly queryParameters?: Named;
  readonly headers?: Named;
  readonly cookies?: Named;
}

/** A header or cookie name: a token of RFC 9110. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** A name in a query string, decoded. API Gateway takes none with these characters. */
const QUERY_NAME = /^[^\s:&=#?\p{Cc}]+$/u;

/** Names of parameters that no request has, or that API Gateway does not take. */
export function parameterNameProblems({ queryParameters, headers, cookies }: NamedParameters): string[] {
  return [
    ...invalid('queryParameters', queryParameters, QUERY_NAME, 'a name without white space, colons, &, =, # and ?'),
    ...invalid('headers', headers, TOKEN, 'a name of letters, digits and hyphens, such as X-Request-Id,'),
    ...invalid('cookies', cookies, TOKEN, 'a name of letters, digits and hyphens'),
  ];
}

function invalid(place: string, named: Named = {}, valid: RegExp, expected: string): string[] {
  return Object.keys(named).filter((name) => !valid.test(name)).map((name) => `${place} has ${shown(name)}; ${expected} is expected`);
}
