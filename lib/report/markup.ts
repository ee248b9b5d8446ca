import { visible } from './model';

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text that XML 1.0 takes for nothing but text, and HTML too. Characters that XML can't carry at all are written as their code. */
export function escapeXml(text: string): string {
  return text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000d-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    })
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Text of one line for HTML, in elements and in attributes: what could rewrite what a reader sees is made visible. */
export function escapeHtml(text: string): string {
  return escapeXml(visible(text));
}

/** A path as part of a URI; half a character, which a URI can't have, is replaced. */
export function uriPath(parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/');
}
