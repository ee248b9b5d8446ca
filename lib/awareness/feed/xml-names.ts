/** Vocabularies of feeds by namespace, with their usual prefixes. */
const USUAL: { readonly [namespace: string]: string } = {
  'http://www.w3.org/2005/Atom': 'atom',
  'http://purl.org/atom/ns#': 'atom',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://purl.org/rss/1.0/': '',
  'http://my.netscape.com/rdf/simple/0.9/': '',
  'http://backend.userland.com/rss2': '',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://www.w3.org/1999/xhtml': 'xhtml',
};

/** Matches a start tag. */
const TAG = /^<([^\s<>/]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>/;

/** The largest start tag that is read, in characters. */
const MAX_TAG = 20_000;

/**
 * Replaces the prefixes of a document by the usual ones: `<a:feed xmlns:a="http://www.w3.org/2005/Atom">` is `feed`. Only namespaces that the first
 * element declares count. Names of others stay as they are.
 *
 * @see https://www.w3.org/TR/xml-names/
 */
export function usualNames(document: string): (name: string) => string {
  const [, root = '', attributes = ''] = TAG.exec(fromRoot(document)) ?? [];
  const usual = new Map<string, string>();
  for (const [, prefix = '', double, single] of attributes.matchAll(/\bxmlns(?::([^\s=]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const namespace = double ?? single;
    if (Object.hasOwn(USUAL, namespace)) usual.set(prefix, USUAL[namespace]);
  }
  // In an Atom document, names of Atom have no prefix.
  const own = usual.get(prefixOf(root)) === 'atom' ? 'atom' : '';
  return (name) => {
    const prefix = prefixOf(name);
    const found = usual.get(prefix);
    // Names without a prefix are usual already, except those of RDF.
    if (found === undefined || (prefix === '' && found !== 'rdf')) return name;
    const local = prefix === '' ? name : name.slice(prefix.length + 1);
    return found === '' || found === own ? local : `${found}:${local}`;
  };
}

/** Returns the start of the root element, after the declaration, instructions and comments. */
function fromRoot(document: string): string {
  const start = document.search(/\S/);
  for (let at = start; at >= 0;) {
    const end = document.startsWith('<?', at) ? '?>' : document.startsWith('<!--', at) ? '-->' : undefined;
    if (end === undefined) return document.slice(at, at + MAX_TAG);
    const close = document.indexOf(end, at);
    if (close === -1) return '';
    at = close + end.length;
    while (/\s/.test(document.charAt(at))) at += 1;
  }
  return '';
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(0, colon);
}
