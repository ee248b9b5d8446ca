import { XMLParser } from 'fast-xml-parser';
import { UnexpectedDocument } from './errors';
import { LIMITS } from './limits';
import { decoded } from './text';
import { usualNames } from './xml-names';

/** An element. Names of attributes begin with `@`, and its text has the name `#`. The text of {@link TEXTS} is unparsed markup. */
export interface XmlElement {
  readonly [name: string]: readonly XmlElement[] | string;
}

/** Text elements that may contain HTML markup as child elements. */
const TEXTS = [
  'title', 'summary', 'subtitle', 'tagline', 'content', 'description', 'content:encoded', 'xhtml:body', 'body', 'fullitem',
  'dc:title', 'dc:description', 'itunes:summary',
];

/**
 * Parses XML into lists of objects. Declarations of entities are rejected.
 *
 * @throws UnexpectedDocument
 */
export function parseXml(document: string): XmlElement {
  const text = mended(document);
  const named = usualNames(text);
  try {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      textNodeName: '#',
      cdataPropName: '#cdata',
      alwaysCreateTextNode: true,
      // Entities are replaced when a text is read, so many entities in a document are harmless.
      processEntities: false,
      parseTagValue: false,
      parseAttributeValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      maxNestedTags: LIMITS.depth,
      transformTagName: named,
      transformAttributeName: (name) => (name.includes(':') ? `@${named(name.slice(1))}` : name),
      stopNodes: TEXTS.map((name) => `*.${name}`),
      isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
    });
    // Some publishers write a line feed before the XML declaration.
    return parser.parse(text.trimStart(), true) as XmlElement;
  } catch (e) {
    throw new UnexpectedDocument(`is not XML that can be read: ${(e as Error).message.slice(0, 200)}`);
  }
}

/** Returns the children with a name. */
export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const found = element !== undefined && Object.hasOwn(element, name) ? element[name] : undefined;
  return Array.isArray(found) ? found.filter((child): child is XmlElement => typeof child === 'object') : [];
}

/** Returns the text of the first child with a name, or of an attribute; empty if there is none. */
export function textOf(element: XmlElement | undefined, name: string): string {
  if (element === undefined) return '';
  if (name.startsWith('@')) return decoded(own(element, name)).trim();
  const child = children(element, name)[0];
  return child === undefined ? '' : ownText(child);
}

/** Returns the text of an element. */
export function ownText(element: XmlElement): string {
  return `${decoded(own(element, '#'))}${children(element, '#cdata').map((section) => own(section, '#')).join('')}`.trim();
}

function own(element: XmlElement, name: string): string {
  const value = Object.hasOwn(element, name) ? element[name] : '';
  return typeof value === 'string' ? value : '';
}

/**
 * Returns the HTML markup in the first child with a name. RSS and Atom contain it as escaped text, as elements, or both.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4287#section-3.1
 */
export function markupOf(element: XmlElement | undefined, name: string): string {
  const child = children(element, name)[0];
  if (child === undefined) return '';
  const written = own(child, '#').replace(/<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)/g, (_, text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;'));
  const type = textOf(child, '@type');
  // In Atom, the content has a type that is neither text nor XML.
  if (textOf(child, '@mode') === 'base64' || /^application\/octet-stream$/i.test(type)) return Buffer.from(written, 'base64').toString().trim();
  // With child elements, the content is XHTML; without, the markup is escaped.
  const isXhtml = /^(xhtml|application\/xhtml\+xml)$/.test(type) || textOf(child, '@mode') === 'xml';
  return (isXhtml ? written : decoded(written)).trim();
}

/** Matches what begins with `<!`: a comment, a CDATA section, or a document type without declarations of its own; otherwise only `<!`. */
const DECLARED = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|(<!DOCTYPE\s[^<>[\]"']*(?:(?:"[^"]*"|'[^']*')\s*){0,2}>)|<!/g;

const REJECTED = 'declares entities or something else, or has a document type, a comment or a CDATA section that is out of place or has no end';

/** Matches an ampersand that begins no reference. */
const BARE = /&(?!(?:#\d+|#x[\da-f]+|[a-z][\w.-]*);)/gi;

/**
 * Returns a document with two common mistakes mended, so that it is XML without a document type: RSS 0.91 names a document type, which is not loaded;
 * and addresses and titles have ampersands that are not escaped. Document types that declare entities are rejected.
 */
function mended(text: string): string {
  const parts: string[] = [];
  let at = 0;
  let hasBegun = false;
  for (const { 0: found, 1: type, index } of text.matchAll(DECLARED)) {
    hasBegun ||= /<[^?!]/.test(text.slice(at, index));
    if (found === '<!' || (type !== undefined && hasBegun)) throw new UnexpectedDocument(REJECTED);
    parts.push(text.slice(at, index).replace(BARE, '&amp;'), type === undefined ? found : '');
    at = index + found.length;
  }
  return [...parts, text.slice(at).replace(BARE, '&amp;')].join('');
}
