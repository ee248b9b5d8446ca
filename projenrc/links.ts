/** Links in Markdown documents, and their targets within this repository. */
import * as fs from 'fs';
import * as path from 'path';

/** URLs that this repository serves. */
const SERVED = /^https:\/\/(?:github\.com\/cdk-sec3\/cdk-sec3\/(?:blob|tree)|raw\.githubusercontent\.com\/cdk-sec3\/cdk-sec3)\/main\//;

/** A link without a valid target, and the reason. */
export interface BrokenLink {
  readonly link: string;
  readonly reason: string;
}

/** Returns the targets of links and pictures in a document, except for those in code. */
export function linksIn(document: string): string[] {
  const text = withoutCode(document);
  return [...text.matchAll(/\]\(\s*([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\s*\)/g), ...text.matchAll(/<a href="([^"]+)"/g)].map(([, target]) => target);
}

/** Returns the anchors of a document: those that GitHub generates for headings, and explicit ones. */
export function anchorsOf(document: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutCode(document, false).matchAll(/^#{1,6} +(.+?)(?: *#+)?$/gm)].map(([, heading]) => {
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
  const named = [...document.matchAll(/<a\b[^>]*>/g)].flatMap(([tag]) => [...tag.matchAll(/\b(?:name|id)="([^"]+)"/g)].map(([, name]) => name));
  return new Set([...headings, ...named]);
}

/** Returns the anchor of a heading as GitHub generates it: the text without punctuation, in lower case. */
function slugOf(heading: string): string {
  const text = heading.replaceAll(/<[^>]+>/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim().toLowerCase();
  return text.replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
}

function withoutCode(document: string, inline = true): string {
  const text = document.replaceAll(/^( *)(```+|~~~+)[^]*?^\1\2 *$/gm, '');
  return inline ? text.replaceAll(/`[^`\n]+`/g, '') : text;
}

/** Returns the links of a document that lead to no file or no anchor. External links are not followed. */
export function brokenLinks(root: string, file: string): BrokenLink[] {
  const document = fs.readFileSync(path.join(root, file), 'utf8');
  const anchors = new Map<string, Set<string>>();
  const anchorsIn = (found: string): Set<string> => {
    if (!anchors.has(found)) anchors.set(found, anchorsOf(fs.readFileSync(path.join(root, found), 'utf8')));
    return anchors.get(found)!;
  };
  return linksIn(document).flatMap((link) => {
    const [target, anchor] = (SERVED.test(link) ? `/${link.replace(SERVED, '')}` : link).split('#');
    if (/^[a-z][a-z+.-]*:/i.test(target)) return [];
    const found = target === '' ? file : path.normalize(target.startsWith('/') ? target.slice(1) : path.join(path.dirname(file), decodeURIComponent(target)));
    if (!fs.existsSync(path.join(root, found))) return [{ link, reason: `there is no ${found}` }];
    if (anchor === undefined || !found.endsWith('.md')) return [];
    return anchorsIn(found).has(decodeURIComponent(anchor)) ? [] : [{ link, reason: `${found} has no #${anchor}` }];
  });
}
