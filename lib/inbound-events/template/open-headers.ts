/** Headers that say nothing about who calls: each caller can send any value. */
const OPEN = /^(?:accept(?:-.*)?|cache-control|cloudfront-.*|connection|content-.*|host|origin|pragma|referer|sec-.*|user-agent|via|x-amzn-.*|x-forwarded-.*|x-requested-with)$/i;

/** Whether a header contains no credential. */
export function isOpenHeader(name: string): boolean {
  return OPEN.test(name);
}
