/** Reads feeds in the formats RSS 0.9 to 2.0, Atom and JSON Feed. */
import { Bulletin, bulletinOf } from './bulletin';
import { Drift, Fields, jsonObject } from './drift';
import { UnexpectedDocument } from './errors';
import { LIMITS } from './limits';
import { cvesIn, digestOf, momentOf, plain, plainOfHtml, safeLink } from './text';
import { children, markupOf, ownText, parseXml, textOf, XmlElement } from './xml';

/** An entry of a feed of any format. */
interface Entry {
  readonly id: string;
  readonly title: string;
  /** Its texts, the shortest version first, without empty ones. */
  readonly texts: readonly string[];
  readonly link: string;
  /** Base addresses of relative links: the values of `xml:base` around the link, the outermost first. */
  readonly bases?: readonly string[];
  readonly published: string;
  readonly modified: string;
}

/**
 * Reads a feed.
 *
 * @param address the address of the feed, for relative links
 * @throws UnexpectedDocument if it has none of these formats, or has no entry
 * @see https://www.rssboard.org/rss-specification
 * @see https://web.resource.org/rss/1.0/spec
 * @see https://www.rfc-editor.org/rfc/rfc4287
 * @see https://www.jsonfeed.org/version/1.1/
 */
export function readFeed(source: string, text: string, drift: Drift, address?: string): Bulletin[] {
  const document = text.replace(/^\ufeff/, '');
  const entries = /^\s*\{/.test(document) ? jsonEntries(document, drift) : xmlEntries(parseXml(document), drift);
  // An empty feed has probably moved.
  if (entries.length === 0) throw new UnexpectedDocument('has no entry that can be read');
  return distinctlyNamed(entries).map((entry) => bulletin(source, entry, address));
}

function bulletin(source: string, { id, title, texts, link, bases = [], published, modified }: Entry, address: string | undefined): Bulletin {
  const summary = plainOfHtml(texts[0] ?? '', LIMITS.summaryLength);
  const heading = plainOfHtml(title, LIMITS.titleLength) || summary.slice(0, 120);
  const [first, last] = [momentOf(published), momentOf(modified)];
  return bulletinOf({
    source,
    id: plain(id, 1000) || digestOf([heading, summary]),
    title: heading,
    summary,
    link: safeLink(link, bases.reduce((outer, base) => safeLink(base, outer) ?? outer, address)) ?? safeLink(id),
    published: first ?? last,
    modified: last ?? first,
    // A summary often lacks them, but the full text has them.
    aliases: cvesIn([heading, ...texts.map((text) => plainOfHtml(text, LIMITS.documentBytes))].join(' ')),
  });
}

function xmlEntries(document: XmlElement, drift: Drift): Entry[] {
  const [rss, rdf, atom] = ['rss', 'rdf:RDF', 'feed'].map((name) => children(document, name)[0]);
  if (!rss && !rdf && !atom) throw new UnexpectedDocument('is neither RSS nor Atom');
  // In RSS 1.0, items are siblings of the channel.
  const items = atom ? children(atom, 'entry') : children(rdf ?? children(rss, 'channel')[0], 'item');
  if (items.length > LIMITS.items) throw new UnexpectedDocument(`has ${items.length} entries; ${LIMITS.items} are the most`);
  return readable(items.map((item) => (atom ? atomEntry(item, atom) : rssEntry(item))), drift);
}

function readable(entries: readonly Entry[], drift: Drift): Entry[] {
  const found = entries.filter(({ title, texts }) => title !== '' || texts.length > 0);
  for (let missing = entries.length - found.length; missing > 0; missing -= 1) drift.note('an entry has neither title nor content');
  return found;
}

/** Some publishers give all entries the same id, such as the address of their site. Then the title becomes part of the id. */
function distinctlyNamed(entries: readonly Entry[]): Entry[] {
  const titles = new Map<string, Set<string>>();
  for (const { id, title } of entries) titles.set(id, (titles.get(id) ?? new Set()).add(title));
  return entries.map((entry) => (titles.get(entry.id)!.size > 1 ? { ...entry, id: digestOf([entry.id, entry.title]) } : entry));
}

function rssEntry(item: XmlElement): Entry {
  const link = children(item, 'link').map(ownText).find((text) => text !== '') ?? '';
  return {
    id: textOf(item, 'guid') || textOf(item, '@rdf:about') || link,
    title: textsOf(item, ['title', 'dc:title'])[0] ?? '',
    texts: textsOf(item, ['description', 'dc:description', 'content:encoded', 'xhtml:body', 'body', 'fullitem', 'itunes:summary']),
    link,
    published: textOf(item, 'pubDate') || textOf(item, 'dc:date'),
    modified: textOf(item, 'atom:updated'),
  };
}

function textsOf(item: XmlElement, names: readonly string[]): string[] {
  return names.map((name) => markupOf(item, name)).filter((text) => text !== '');
}

function atomEntry(entry: XmlElement, feed: XmlElement): Entry {
  const links = children(entry, 'link');
  const alternate = links.find((link) => ['', 'alternate'].includes(textOf(link, '@rel'))) ?? links[0];
  return {
    id: textOf(entry, 'id') || textOf(alternate, '@href'),
    title: markupOf(entry, 'title'),
    texts: textsOf(entry, ['summary', 'content']),
    link: textOf(alternate, '@href'),
    bases: [feed, entry, alternate].map((one) => textOf(one, '@xml:base')),
    // Atom 0.3 uses other names.
    published: textOf(entry, 'published') || textOf(entry, 'issued') || textOf(entry, 'created'),
    modified: textOf(entry, 'updated') || textOf(entry, 'modified'),
  };
}

function jsonEntries(text: string, drift: Drift): Entry[] {
  const feed = jsonObject(text, 'feed');
  if (!feed.text('version').startsWith('https://jsonfeed.org/version/')) throw new UnexpectedDocument('is JSON, and no JSON Feed');
  return drift.each(feed.list('items'), 'items', (item) => ({
    id: idOf(item),
    title: item.textOrNone('title') ?? '',
    texts: ['summary', 'content_text', 'content_html'].flatMap((name) => item.textOrNone(name) || []),
    link: item.textOrNone('url') ?? item.textOrNone('external_url') ?? '',
    published: item.textOrNone('date_published') ?? '',
    modified: item.textOrNone('date_modified') ?? '',
  }));
}

/** Numeric ids are treated as texts. */
function idOf(item: Fields): string {
  const id = item.get('id');
  return typeof id === 'number' ? String(id) : item.text('id');
}
