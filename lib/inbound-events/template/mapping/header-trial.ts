/** Headers of a response that browsers act on, with tests whether a caller's text in them determines what browsers do. */

const HOST = 'sec3caller.example';

/** Texts that lead to another host, set a cookie or a type, or allow a site, if a template inserts them into a header unchanged. */
export const HEADER_TEXTS: readonly string[] = [
  ...['https://', '//', '/\\', '.', '@', 'javascript:', 'text/html;'].map((start) => start + HOST), `${HOST}/`,
];

/** The URL of a response. */
const API = 'https://api.example/stage/path';

/** Tests by header name whether the caller chose the value. */
const OBEYED: { readonly [header: string]: (value: string) => boolean } = {
  'access-control-allow-origin': leadsToCaller,
  'content-type': (value) => value.startsWith(`text/html;${HOST}`),
  'location': leadsToCaller,
  'refresh': (value) => leadsToCaller(value.replace(/^.*?url=/i, '')),
  'set-cookie': (value) => value.includes(`;${HOST}`),
};

/** Checks whether browsers act on a header, and its value does what the caller wants. */
export function isObeyed(header: string, value: string): boolean {
  return isActedOn(header) && OBEYED[header.toLowerCase()](value);
}

/** Checks whether browsers act on a header. */
export function isActedOn(header: string): boolean {
  return Object.hasOwn(OBEYED, header.toLowerCase());
}

function leadsToCaller(address: string): boolean {
  if (!URL.canParse(address, API)) return false;
  const { protocol, hostname } = new URL(address, API);
  return protocol === 'javascript:' || hostname.endsWith(HOST);
}
