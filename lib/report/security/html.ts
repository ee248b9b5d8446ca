import { visible } from '../model';

/** Text that HTML takes for nothing but text, in elements and in attributes. */
export function escapeHtml(text: string): string {
  const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]);
}
