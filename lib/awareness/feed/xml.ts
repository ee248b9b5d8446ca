import { XMLParser } from 'fast-xml-parser';
import { UnexpectedDocument } from './errors';
import { LIMITS } from './limits';
import { decoded } from './text';

/** An element: attributes begin with `@`, and its text is under `#`; that of {@link TEXTS} is markup as it is written. */
export interface XmlElement {
  readonly [name: string]: readonly XmlElement[] | string;
}

/** Elements for people to read, in which feeds may have markup of HTML as elements of their own. */
const TEXTS = [
  'title', 'summary', 'subtitle', 'tagline', 'content', 'description', 'content:encoded', 'xhtml:body', 'body', 'fullitem',
  'dc:title', 'dc:description', 'itunes:summary',
];

/**
 * Parses XML in which elements are lists of objects. Document types, which can define entities, are rejected.
 *
 * @throws UnexpectedDocument
 */
export function parseXml(text: string): XmlElement {
  rejectDocumentType(text);
  try {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      textNodeName: '#',
      cdataPropName: '#cdata',
      alwaysCreateTextNode: true,
      // Entities are replaced where a text is read: a document that has many of them is no attack.
      processEntities: false,
      parseTagValue: false,
      parseAttributeValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      maxNestedTags: LIMITS.depth,
      stopNodes: TEXTS.map((name) => `*.${name}`),
      isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
    });
    return parser.parse(text, true) as XmlElement;
  } catch (e) {
    throw new UnexpectedDocument(`is no XML that is taken: ${(e as Error).message.slice(0, 200)}`);
  }
}

/** The children of a name. */
export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const found = element !== undefined && Object.hasOwn(element, name) ? element[name] : undefined;
  return Array.isArray(found) ? found.filter((child): child is XmlElement => typeof child === 'object') : [];
}

/** Text of the first child of a name, or an attribute; empty where there is none. */
export function textOf(element: XmlElement | undefined, name: string): string {
  if (element === undefined) return '';
  if (name.startsWith('@')) return decoded(own(element, name)).trim();
  const child = children(element, name)[0];
  if (child === undefined) return '';
  return `${decoded(own(child, '#'))}${children(child, '#cdata').map((section) => own(section, '#')).join('')}`.trim();
}

function own(element: XmlElement, name: string): string {
  const value = Object.hasOwn(element, name) ? element[name] : '';
  return typeof value === 'string' ? value : '';
}

/**
 * The markup of HTML in the first child of a name, as RSS and Atom have it: as escaped text, as elements, or both.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4287#section-3.1
 */
export function markupOf(element: XmlElement | undefined, name: string): string {
  const child = children(element, name)[0];
  if (child === undefined) return '';
  const written = own(child, '#').replace(/<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)/g, (_, text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;'));
  const type = textOf(child, '@type');
  // Of Atom, a type that is neither text nor XML.
  if (textOf(child, '@mode') === 'base64' || /^application\/octet-stream$/i.test(type)) return Buffer.from(written, 'base64').toString().trim();
  // Elements are the markup of XHTML; without any, the markup is escaped.
  const isXhtml = /^(xhtml|application\/xhtml\+xml)$/.test(type) || textOf(child, '@mode') === 'xml';
  return (isXhtml ? written : decoded(written)).trim();
}

/** Wherever it stands, save in comments and in CDATA sections, in which it is text. */
function rejectDocumentType(text: string): void {
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<![CDATA[', at) ? ']]>' : text.startsWith('<!--', at) ? '-->' : undefined;
    if (end === undefined) throw new UnexpectedDocument('has a document type or another declaration, which is rejected');
    const close = text.indexOf(end, at);
    if (close === -1) throw new UnexpectedDocument('ends within a comment or a CDATA section');
    at = close + end.length;
  }
}
