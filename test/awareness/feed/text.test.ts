import { spawnSync } from 'child_process';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { cvesIn, momentOf, plain, plainOfHtml, safeLink } from '../../../lib/awareness/feed/text';

test.each([
  ['<p>One <b>two</b><br/>three</p>', 'One two three'],
  ['&lt;p&gt;escaped &amp;amp; once&lt;/p&gt;', 'escaped &amp; once'],
  ['a<script>steal()</script>b<style>p{}</style>c<!-- <p> -->d', 'a b c d'],
  ['versions < 2.0 and > 1.0', 'versions < 2.0 and > 1.0'],
  ['open <a href="', 'open'],
  ['<img src=x onerror=alert(1)>text', 'text'],
  ['&#60;script&#62;x&#60;/script&#62;&#x41;&unknown;&#0;&#xd800;', 'A&unknown;\ufffd\ufffd'],
  ['Caf&eacute;, &Eacute;cole &amp;uuml;ber &euro;5&ensp;&times;&nbsp;2 &ldquo;x&rdquo;', 'Café, École &uuml;ber €5 × 2 “x”'],
  ['&constructor; &toString; ?a=1&copy=2 R&D; &#146;s', '&constructor; &toString; ?a=1&copy=2 R&D; ’s'],
  ['zero\u200bwidth \u202eturned\u0007 bell', 'zerowidth turned bell'],
])('plain text of %j', (html, text) => {
  expect(plainOfHtml(html, 100)).toBe(text);
});

test('a long text is cut and ends with an ellipsis', () => {
  expect(plain('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(plain('  a \n\t b  ', 10)).toBe('a b');
});

test('the time for hostile markup grows linearly', () => {
  const start = Date.now();
  plainOfHtml('<a'.repeat(500_000), 100_000);
  plainOfHtml('<script>'.repeat(100_000), 100_000);
  plainOfHtml('&'.repeat(1_000_000), 100_000);
  expect(Date.now() - start).toBeLessThan(2000);
});

test.each([
  ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
  [' http://example.com ', 'http://example.com/'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['ftp://example.com', undefined],
  ['https://user:pass@example.com', undefined],
  ['/relative', undefined],
  [`https://example.com/${'x'.repeat(3000)}`, undefined],
  [7, undefined],
])('link %j', (link, safe) => {
  expect(safeLink(link)).toBe(safe);
});

test('times in RFC 822, ISO 8601, and the format of NVD in UTC', () => {
  expect(momentOf('Tue, 24 Nov 2026 17:00:00 GMT')).toBe(Date.UTC(2026, 10, 24, 17));
  expect(momentOf('2026-11-24T10:15:00.000')).toBe(Date.UTC(2026, 10, 24, 10, 15));
  expect(momentOf('2026-11-24T10:15:00+02:00')).toBe(Date.UTC(2026, 10, 24, 8, 15));
  expect(momentOf('2016-12-31T23:59:60Z')).toBe(Date.UTC(2016, 11, 31, 23, 59, 59));
  expect(momentOf('2026-11-24 10:15:00')).toBe(Date.UTC(2026, 10, 24, 10, 15));
  expect(momentOf('24 Nov 26 10:15:00 EST')).toBe(Date.UTC(2026, 10, 24, 15, 15));
  expect(momentOf('yesterday')).toBeUndefined();
  expect(momentOf(undefined)).toBeUndefined();
});

test.each(['America/New_York', 'Asia/Tokyo'])('times without a time zone are the same on a machine in %s', (zone) => {
  const file = path.join(__dirname, '../../../lib/awareness/feed/text.ts');
  const times = ['Mon Mar  2 10:00:00 2026', 'March 2, 2026 10:00', '2026/03/02 10:00', '2026-03-02T10:00', 'Mon, 02 Mar 2026 10:00:00 GMT', '2026-03-02T11:00+01:00'];
  const { outputFiles: [{ text }] } = buildSync({ entryPoints: [file], bundle: true, write: false, platform: 'node', logLevel: 'error' });
  const script = `${text}\nprocess.stdout.write(JSON.stringify(${JSON.stringify(times)}.map(module.exports.momentOf)))`;
  const { stdout } = spawnSync(process.execPath, ['-'], { input: script, env: { ...process.env, TZ: zone }, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual(times.map(() => Date.UTC(2026, 2, 2, 10)));
});

test('CVE ids in a text', () => {
  expect(cvesIn('cve-2026-1234, CVE-2026-1234 and CVE-2026-99; CVE-2025-123456')).toEqual(['CVE-2026-1234', 'CVE-2025-123456']);
});
