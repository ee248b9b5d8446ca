import { visible } from './model';

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Escapes text for XML 1.0 and HTML. Characters that XML does not allow are written as their codes. */
export function escapeXml(text: string): string {
  return text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000d-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    })
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Returns one line of text for HTML elements and attributes. Characters that could forge the displayed text are made visible. */
export function escapeHtml(text: string): string {
  return escapeXml(visible(text));
}

/** Returns a path as part of a URI. Lone surrogates, which a URI can't contain, are replaced. */
export function uriPath(parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/');
}
