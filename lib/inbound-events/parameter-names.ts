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
    ...twice('headers', 'header', Object.keys(headers ?? {})),
    ...invalid('cookies', cookies, TOKEN, 'a name of letters, digits and hyphens'),
  ];
}

function invalid(place: string, named: Named = {}, valid: RegExp, expected: string): string[] {
  return Object.keys(named).filter((name) => !valid.test(name)).map((name) => `${place} has ${shown(name)}; ${expected} is expected`);
}

/** Names that differ only in upper and lower case, where that makes no difference: the declaration of one would replace that of the other. */
export function twice(place: string, what: string, names: readonly string[]): string[] {
  return names.flatMap((name, index) => {
    const first = names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
    return first === index ? [] : [`${place} has ${shown(names[first])} and ${shown(name)}, which are one ${what}: declare it once`];
  });
}
