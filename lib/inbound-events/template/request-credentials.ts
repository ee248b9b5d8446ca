/** Parts of requests that contain a credential, by their names. */

/** Headers that say nothing about who calls: each caller can send any value. */
const OPEN = /^(?:accept(?:-.*)?|cache-control|cloudfront-.*|connection|content-.*|host|origin|pragma|referer|sec-.*|user-agent|via|x-amzn-.*|x-forwarded-.*|x-requested-with)$/i;

/** Parts of names of headers, cookies and parameters that hold a credential. */
const CREDENTIAL = /auth|token|key|cookie|session|sign|jwt|sid|credential|cert|secret|password|user|client|caller|account/i;

/** Checks whether a header contains no credential. */
export function isOpenHeader(name: string): boolean {
  return OPEN.test(name);
}

/** Checks whether the name of a header, a cookie or a parameter suggests a credential, or the caller. */
export function isCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}
