import { UnexpectedDocument } from '../../../lib/awareness/feed';
import { Drift } from '../../../lib/awareness/feed/drift';
import { readFeed } from '../../../lib/awareness/feed/feed-document';

function read(text: string) {
  const drift = new Drift();
  return { bulletins: readFeed('news', text, drift), drift };
}

const rss = (items: string) => `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>t</title>${items}</channel></rss>`;

test('RSS 2.0: text in CDATA and escaped, ids, links, times, CVEs', () => {
  const { bulletins } = read(rss(`
    <item><title>Fix &amp; more: CVE-2026-1</title><guid>a</guid><link>https://example.com/?a=1&amp;b=2</link>
      <description><![CDATA[<p>versions &lt; 2, CVE-2026-12345</p>]]></description><pubDate>Tue, 24 Nov 2026 17:00:00 GMT</pubDate></item>
    <item><title>No id</title><link>javascript:alert(1)</link></item>
    <item><description>&lt;b&gt;Only&lt;/b&gt; text</description></item>`));
  expect(bulletins[0]).toMatchObject({
    source: 'news',
    id: 'a',
    title: 'Fix & more: CVE-2026-1',
    summary: 'versions < 2, CVE-2026-12345',
    link: 'https://example.com/?a=1&b=2',
    published: Date.UTC(2026, 10, 24, 17),
    modified: Date.UTC(2026, 10, 24, 17),
    aliases: ['CVE-2026-12345'],
    severity: undefined,
    exploited: false,
  });
  expect(bulletins[1]).toMatchObject({ id: 'javascript:alert(1)', title: 'No id', link: undefined });
  expect(bulletins[2]).toMatchObject({ title: 'Only text', summary: 'Only text' });
  expect(bulletins[2].id).toMatch(/^[\w-]{22}$/);
});

test('Atom and JSON Feed', () => {
  const atom = read(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:1</id><title type="html">A &amp;lt;b&amp;gt;b&amp;lt;/b&amp;gt;</title>
    <link rel="self" href="https://example.com/self"/><link rel="alternate" href="https://example.com/1"/>
    <updated>2026-11-24T10:00:00Z</updated><published>2026-11-23T10:00:00Z</published><summary>S</summary></entry></feed>`).bulletins[0];
  expect(atom).toMatchObject({ id: 'tag:1', title: 'A b', link: 'https://example.com/1', published: Date.UTC(2026, 10, 23, 10), modified: Date.UTC(2026, 10, 24, 10) });
  const { bulletins, drift } = read(JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 't',
    items: [{ id: '1', title: 'One', content_html: '<p>html</p>', url: 'https://example.com/', date_modified: '2026-11-24T10:00:00Z' }, { title: 'no id' }],
  }));
  expect(bulletins).toHaveLength(1);
  expect(bulletins[0]).toMatchObject({ id: '1', summary: 'html', modified: Date.UTC(2026, 10, 24, 10) });
  expect(drift).toMatchObject({ count: 1, problems: ['items[1].id is no text'] });
});

test('what is no news is recorded, or rejected where nothing else is there', () => {
  const { bulletins, drift } = read(rss('<item><title>a</title></item><item><pubDate>x</pubDate></item>'));
  expect([bulletins.length, drift.count]).toEqual([1, 1]);
  for (const text of [rss(''), rss('<item/>'), '<html><body/></html>', '{"version":"2","items":[]}', '{', 'no feed', '', '<rss><channel>']) {
    expect(() => read(text)).toThrow(UnexpectedDocument);
  }
});

describe('hostile XML', () => {
  test.each([
    ['entities that multiply', `<!DOCTYPE l [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`],
    ['an external entity', '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss/>'],
    ['a document type that is not at the start', rss('<!DOCTYPE x><item><title>a</title></item>')],
    ['in lower case', '<!doctype html><rss/>'],
    ['elements of great depth', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`],
    ['an element that would be a prototype', rss('<item><__proto__><polluted>1</polluted></__proto__><title>a</title></item>')],
    ['a comment without an end', '<rss><!-- '],
  ])('%s: rejected', (_, text) => {
    expect(() => read(text)).toThrow(UnexpectedDocument);
  });

  test('a document type in text is text; entities that were not declared stay as they are', () => {
    const { bulletins } = read(rss('<!-- <!DOCTYPE x> --><item><title><![CDATA[About <!DOCTYPE html> ]]></title><description>&xxe; &#65;</description></item>'));
    expect(bulletins[0]).toMatchObject({ title: 'About', summary: '&xxe; A' });
  });

  test('more entries than are taken', () => {
    expect(() => read(rss('<item><title>a</title></item>'.repeat(20_001)))).toThrow('has 20001 entries; 20000 are the most');
  });
});

test('RSS 1.0 has its items beside the channel', () => {
  const { bulletins } = read(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://example.com/"><title>t</title></channel>
    <item rdf:about="https://example.com/1"><title>One</title><link>https://example.com/1</link><description>CVE-2026-1234</description>
    <dc:date>2026-11-24T10:00:00Z</dc:date></item></rdf:RDF>`);
  expect(bulletins).toMatchObject([
    { id: 'https://example.com/1', title: 'One', link: 'https://example.com/1', aliases: ['CVE-2026-1234'], published: Date.UTC(2026, 10, 24, 10) },
  ]);
});

test.each([
  ['xhtml', '<div xmlns="http://www.w3.org/1999/xhtml"><p>Update <b>now</b>:</p><p>a &lt; 2 &amp; b</p></div>', 'Update now : a < 2 & b'],
  ['xhtml', '<div xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script>text</div>', 'text'],
  ['html', '&lt;p&gt;Update &lt;b&gt;now&lt;/b&gt;&lt;/p&gt;', 'Update now'],
  ['html', '<![CDATA[<p>Update <b>now</b>, &lt;2</p>]]>', 'Update now , <2'],
  ['text', 'versions &lt; 2', 'versions < 2'],
  ['application/octet-stream', 'PHA+VXBkYXRlPC9wPg==', 'Update'],
])('Atom: content of type %s: %s', (type, content, summary) => {
  const entry = `<entry><id>tag:1</id><title type="${type}">${content}</title><content type="${type}">${content}</content></entry>`;
  const { bulletins } = read(`<feed xmlns="http://www.w3.org/2005/Atom">${entry}</feed>`);
  expect(bulletins).toMatchObject([{ id: 'tag:1', title: summary, summary }]);
});

test('JSON Feed: an id that is a number is a text', () => {
  const { bulletins } = read(JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 't', items: [{ id: 7, content_text: 'Seven' }] }));
  expect(bulletins).toMatchObject([{ id: '7', title: 'Seven' }]);
});
