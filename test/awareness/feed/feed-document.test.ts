import { UnexpectedDocument } from '../../../lib/awareness/feed';
import { Drift } from '../../../lib/awareness/feed/drift';
import { readFeed } from '../../../lib/awareness/feed/feed-document';

function read(text: string, address?: string) {
  const drift = new Drift();
  return { bulletins: readFeed('news', text, drift, address), drift };
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
  expect(drift).toMatchObject({ count: 1, problems: ['items[1].id is not a string'] });
});

test('links that are relative, in an element of Atom, or behind an empty one; a byte order mark', () => {
  const linksOf = (text: string) => read(text, 'https://example.com/news/feed.xml').bulletins.map(({ link }) => link);
  expect(linksOf(rss('<item><title>a</title><link>/a</link></item><item><title>b</title><link/><link>https://example.com/b</link></item>'))).toEqual([
    'https://example.com/a', 'https://example.com/b',
  ]);
  const entries = '<entry><title>a</title><id>1</id><link href="p/1"/></entry><entry xml:base="x/"><title>b</title><id>2</id><link href="p/2"/></entry>';
  const atom = (base: string) => `<feed xmlns="http://www.w3.org/2005/Atom"${base}>${entries}</feed>`;
  expect(linksOf(atom(''))).toEqual(['https://example.com/news/p/1', 'https://example.com/news/x/p/2']);
  expect(linksOf(atom(' xml:base="https://other.example/y/"'))).toEqual(['https://other.example/y/p/1', 'https://other.example/y/x/p/2']);
  expect(linksOf(atom(' xml:base="javascript:1"'))).toEqual(['https://example.com/news/p/1', 'https://example.com/news/x/p/2']);
  expect(linksOf(`\ufeff${JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items: [{ id: 'a', title: 'T', url: '/x' }] })}`)).toEqual(['https://example.com/x']);
});

test('an unreadable entry is counted as drift, and a document without readable entries is rejected', () => {
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

  test.each([
    ['of RSS 0.91', '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"\n "http://my.netscape.com/publish/formats/rss-0.91.dtd">'],
    ['with a system identifier', '<!-- a --><!DOCTYPE rss SYSTEM \'rss.dtd\' >'],
    ['with only a name', '<!DOCTYPE rss>'],
  ])('a document type %s is not read', (_, type) => {
    expect(read(rss('<item><title>a &nbsp;&xxe;</title></item>').replace('<rss', `${type}<rss`)).bulletins).toMatchObject([{ title: 'a &xxe;' }]);
  });

  test('unescaped ampersands are read as text', () => {
    const item = '<item><title>R&D & more &amp; <![CDATA[a&b]]></title><link>https://example.com/?a=1&b=2&amp;c=3</link><description>&lt;b&gt;Q&A&lt;/b&gt;</description></item>';
    expect(read(rss(item)).bulletins).toMatchObject([{ title: 'R&D & more & a&b', link: 'https://example.com/?a=1&b=2&c=3', summary: 'Q&A' }]);
  });

  test('a document type within text is kept as text, and undeclared entities are not expanded', () => {
    const { bulletins } = read(rss('<!-- <!DOCTYPE x> --><item><title><![CDATA[About <!DOCTYPE html> ]]></title><description>&xxe; &#65;</description></item>'));
    expect(bulletins[0]).toMatchObject({ title: 'About', summary: '&xxe; A' });
  });

  test('a document with too many entries is rejected', () => {
    expect(() => read(rss('<item><title>a</title></item>'.repeat(20_001)))).toThrow('has 20001 entries; 20000 are the most');
  });
});

test('items of RSS 1.0 are read beside the channel', () => {
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

test('JSON Feed: a numeric id is read as text', () => {
  const { bulletins } = read(JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 't', items: [{ id: 7, content_text: 'Seven' }] }));
  expect(bulletins).toMatchObject([{ id: '7', title: 'Seven' }]);
});

describe('prefixes are resolved by their namespaces', () => {
  const [atom, rdf, rss1] = ['http://www.w3.org/2005/Atom', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'http://purl.org/rss/1.0/'];

  test.each([
    ['Atom', `<?xml version="1.0"?><!-- <x> --><a:feed xmlns:a="${atom}"><a:entry><a:id>1</a:id><a:title type="html">&lt;b&gt;t&lt;/b&gt;</a:title><a:summary>s</a:summary></a:entry></a:feed>`],
    ['RDF', `<r:RDF xmlns:r="${rdf}" xmlns='${rss1}'><item r:about="1"><title>t</title><description>s</description></item></r:RDF>`],
    ['RSS 1.0', `<RDF xmlns="${rdf}" xmlns:s="${rss1}" xmlns:r="${rdf}"><s:item r:about="1"><s:title>t</s:title><s:description>s</s:description></s:item></RDF>`],
    ['after comments', `<!-- --><!-- > --><?x y?><a:feed xmlns:a="${atom}"><a:entry><a:id>1</a:id><a:title>t</a:title><a:summary>s</a:summary></a:entry></a:feed>`],
    ['modules', '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item><guid>1</guid><title>t</title><c:encoded>s</c:encoded></item></channel></rss>'],
  ])('%s', (_, text) => expect(read(text).bulletins).toMatchObject([{ id: '1', title: 't', summary: 's' }]));

  test.each([
    ['comments', '<!-- -->'.repeat(100_000)], ['instructions', '<?a?>'.repeat(100_000)], ['attributes without an end', `<rss ${'a="b" '.repeat(100_000)}`],
  ])('%s, many of them before the end of the document, are read in linear time', (_, text) => expect(() => read(`${text}<`)).toThrow(UnexpectedDocument));

  test('elements of Atom in an RSS item are ignored', () => {
    const item = '<item><guid>1</guid><title>t</title><atom:title>other</atom:title><atom:link href="https://example.com/other"/></item>';
    const { bulletins } = read(`<rss version="2.0" xmlns:atom="${atom}"><channel>${item}</channel></rss>`);
    expect(bulletins).toMatchObject([{ id: '1', title: 't', link: undefined }]);
  });
});

test('CVE ids are read from the whole text, even if the summary omits them or is truncated', () => {
  const html = '<![CDATA[<p>Fixes CVE-2026-4444</p>]]>';
  const atom = (parts: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>t</title>${parts}</entry></feed>`;
  const json = (item: object) => JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 't', items: [{ id: '1', title: 't', ...item }] });
  for (const text of [
    rss(`<item><title>t</title><description>short</description><content:encoded>${html}</content:encoded></item>`),
    rss(`<item><title>t</title><description>${'long '.repeat(10_000)} CVE-2026-4444</description></item>`),
    atom(`<summary>short</summary><content>${html}</content>`),
    json({ summary: 'short', content_html: '<p>CVE-2026-4444</p>' }),
  ]) expect(read(text).bulletins).toMatchObject([{ aliases: ['CVE-2026-4444'] }]);
  expect(read(json({ content_text: '', content_html: '<p>text</p>' })).bulletins).toMatchObject([{ summary: 'text' }]);
});

test('entries with the same id are distinguished by their titles', () => {
  const atom = ['a', 'b'].map((title) => `<entry><id>https://example.com/</id><title>${title}</title></entry>`).join('');
  const items = ['a', 'b'].map((title) => ({ id: '1', title }));
  for (const text of [`<feed xmlns="http://www.w3.org/2005/Atom">${atom}</feed>`, JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items })]) {
    expect(new Set(read(text).bulletins.map(({ id }) => id)).size).toBe(2);
  }
});

test('relative links are resolved against the address of the feed; space before the declaration is ignored', () => {
  const item = (link: string) => `\n ${rss(`<item><guid>1</guid><title>t</title><link>${link}</link></item>`)}`;
  const linkOf = (link: string) => read(item(link), 'https://example.com/news/feed.xml').bulletins[0].link;
  expect(['/1', '2', 'https://other.example/3', 'javascript:alert(1)', ''].map(linkOf)).toEqual([
    'https://example.com/1', 'https://example.com/news/2', 'https://other.example/3', undefined, undefined,
  ]);
});
