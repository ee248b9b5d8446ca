/** Sanitizes external text for emails, chats and terminals. */
import { createHash } from 'crypto';
import { decodeHTMLStrict } from 'entities';
import { LIMITS } from './limits';
import { timeOf } from '../../dependencies/advisories/osv-record';

/** Control characters, and marks that hide text or change its direction. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Elements whose content is not text. */
const SILENT = ['script', 'style', 'template', 'noscript', 'iframe'];

/** Returns one line of text with a maximum length, without control characters. */
export function plain(text: string, length: number): string {
  const short = text.slice(0, length * 4).replace(/\s+/g, ' ').replace(UNSEEN, '').trim();
  return short.length <= length ? short : `${short.slice(0, length - 1).trimEnd()}…`;
}

/** Does the same as {@link plain} for HTML. Markup that was escaped twice is removed, too. */
export function plainOfHtml(html: string, length: number): string {
  const start = html.slice(0, length * 16);
  return plain(withoutTags(decoded(withoutTags(start))), length);
}

/**
 * Returns a safe link: http or https, without credentials; otherwise undefined.
 *
 * @param base base address of relative links
 */
export function safeLink(link: unknown, base?: string): string | undefined {
  if (typeof link !== 'string' || link.trim() === '' || link.length > LIMITS.linkLength) return undefined;
  const url = URL.parse ? URL.parse(link.trim(), base) : parsed(link.trim(), base);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href;
}

/** Matches times with a time zone, and dates of ISO 8601, which are in UTC. */
const ZONED = /(?:[+-]\d{1,2}(?::?\d\d)?|(?:\d|\b)(?:Z|UTC?|GMT|[ECMP][SD]T))\s*$|^\d{4}(?:-\d\d){0,2}$/i;

/** Returns a time, in milliseconds since 1970; undefined if the text is not a time. */
export function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 100) return undefined;
  // Times of NVD are in UTC, without a time zone. Some sources write a space instead of `T`.
  const text = value.trim().replace(/^(\d{4}-\d\d-\d\d) ([\d:.]+)$/, '$1T$2');
  const time = timeOf(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : ZONED.test(text) ? text : `${text} UTC`);
  return Number.isNaN(time) ? undefined : time;
}

/** Returns the distinct CVE ids in a text, in upper case. */
export function cvesIn(text: string): string[] {
  return [...new Set((text.match(/\bCVE-\d{4}-\d{4,12}\b/gi) ?? []).map((id) => id.toUpperCase()))].slice(0, LIMITS.aliases);
}

/** Returns a short digest of a JSON value. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

/** A single scan, since a regular expression takes quadratic time for many unclosed tags. */
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

/** Replaces the character references of HTML. Names that HTML does not define are kept. */
export function decoded(text: string): string {
  return decodeHTMLStrict(text);
}

function parsed(link: string, base: string | undefined): URL | null {
  try {
    return new URL(link, base);
  } catch {
    return null;
  }
}
