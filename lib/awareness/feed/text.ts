/** Text of others, made harmless: it ends in mails, chats and terminals. */
import { createHash } from 'crypto';
import { LIMITS } from './limits';
import { timeOf } from '../../dependencies/advisories/osv-record';

/** Control characters, and marks that hide text or turn its direction. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Elements whose content is no text. */
const SILENT = ['script', 'style', 'template', 'noscript', 'iframe'];

const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…', rsquo: '’', lsquo: '‘' };

/** Text of at most a length, without control characters; one line. */
export function plain(text: string, length: number): string {
  const short = text.slice(0, length * 4).replace(/\s+/g, ' ').replace(UNSEEN, '').trim();
  return short.length <= length ? short : `${short.slice(0, length - 1).trimEnd()}…`;
}

/** As {@link plain}, of HTML. Markup that was escaped once more goes too. */
export function plainOfHtml(html: string, length: number): string {
  const start = html.slice(0, length * 16);
  return plain(withoutTags(decoded(withoutTags(start))), length);
}

/** A link that may be followed: http or https, without credentials; nothing for any other. */
export function safeLink(link: unknown): string | undefined {
  if (typeof link !== 'string' || link.length > LIMITS.linkLength) return undefined;
  const url = URL.parse ? URL.parse(link.trim()) : parsed(link.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href;
}

/** A moment, in milliseconds since 1970; nothing where it is none. */
export function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 100) return undefined;
  // NVD gives times in UTC and does not say so, and others have a space in them.
  const time = timeOf(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(value.trim()) ? `${value.trim().replace(' ', 'T')}Z` : value);
  return Number.isNaN(time) ? undefined : time;
}

/** CVE ids in a text, each once, in capitals. */
export function cvesIn(text: string): string[] {
  return [...new Set((text.match(/\bCVE-\d{4}-\d{4,12}\b/gi) ?? []).map((id) => id.toUpperCase()))].slice(0, LIMITS.aliases);
}

/** A short digest of anything that is JSON. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

/** One scan, since a regular expression takes quadratic time for many tags that never end. */
function withoutTags(html: string): string {
  const lower = html.toLowerCase();
  let text = '';
  let at = 0;
  for (;;) {
    const open = html.indexOf('<', at);
    if (open === -1) return text + html.slice(at);
    text += html.slice(at, open);
    if (!/[a-z!/?]/.test(lower[open + 1] ?? '')) {
      text += '<';
      at = open + 1;
      continue;
    }
    const silent = SILENT.find((name) => lower.startsWith(name, open + 1));
    const end = silent === undefined ? html.indexOf(lower.startsWith('!--', open + 1) ? '-->' : '>', open) : lower.indexOf(`</${silent}`, open);
    if (end === -1) return text;
    const close = html.indexOf('>', end);
    if (close === -1) return text;
    text += ' ';
    at = close + 1;
  }
}

/** Text in which the entities of XML, and the common ones of HTML, are what they stand for. */
export function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

function parsed(link: string): URL | null {
  try {
    return new URL(link);
  } catch {
    return null;
  }
}
