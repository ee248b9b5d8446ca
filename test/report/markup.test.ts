import { escapeHtml, escapeXml, uriPath } from '../../lib/report/markup';

test.each([
  ['<a href="b">c & d\'s</a>', '&lt;a href=&quot;b&quot;&gt;c &amp; d&apos;s&lt;/a&gt;'],
  ['two\nlines\t', 'two\nlines\t'],
  ['\u0000\u001b[31m\ufffe', '\\u0000\\u001b[31m\\ufffe'],
  ['\ud800', '\\ud800'],
  ['😀', '😀'],
])('escapeXml(%j)', (text, escaped) => expect(escapeXml(text)).toBe(escaped));

test.each([
  ['<b>\n', '&lt;b&gt;\\n'],
  ['\u202etxt', '\\u202etxt'],
])('escapeHtml(%j) shows misleading characters', (text, escaped) => expect(escapeHtml(text)).toBe(escaped));

test('uriPath encodes a path, also with half a surrogate pair', () => expect(uriPath(['a b', 'ä', '\ud800', '😀'])).toBe('a%20b/%C3%A4/%EF%BF%BD/%F0%9F%98%80'));
