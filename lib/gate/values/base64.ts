/** Decodes a base64 text, such as user data; undefined if it is not base64, or does not encode plain text. */
export function decodedBase64(text: string): string | undefined {
  if (text.length < 16 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return /^[\t\n\r\u0020-\u007e\u00a0-\ufffc]+$/.test(decoded) ? decoded : undefined;
}
