import { LIMITS } from './limits';
import { digestOf, plain } from './text';
import type { OsvAffected } from '../../dependencies/advisories/osv-record';
import type { Severity } from '../../dependencies/advisories/severity';

/** A bulletin, in the same form for all sources. */
export interface Bulletin {
  /** Id of the source. */
  readonly source: string;
  /** Its id in the source. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly link?: string;
  /** Publication time according to the source, in milliseconds since 1970. */
  readonly published?: number;
  /** Modification time according to the source, in milliseconds since 1970. Of two copies, the later one counts. */
  readonly modified?: number;
  /** Undefined if the source gives none. A bulletin without a severity is never treated as harmless. */
  readonly severity?: Severity;
  /** Ids of the same vulnerability in other databases, such as CVE ids. */
  readonly aliases: readonly string[];
  /** Whether it is exploited in the wild, according to the source. */
  readonly exploited: boolean;
  /** Time at which its exploitation became known, in milliseconds since 1970, if the source states it. */
  readonly exploitedSince?: number;
  /** Whether the source withdrew it. */
  readonly withdrawn: boolean;
  readonly affected: readonly OsvAffected[];
  /** Whether it is a database record. Changes in the wording of records are not news; changes in other bulletins are. */
  readonly isRecord: boolean;
  /** Digest of the content. It does not include times, so a change of times only is not news. */
  readonly facts: string;
}

/** The values that the reader of a source returns. */
export type BulletinDraft = Pick<Bulletin, 'source' | 'id' | 'title' | 'summary'> & Partial<Omit<Bulletin, 'facts'>>;

/** Creates a bulletin from the values of a reader, within the limits. */
export function bulletinOf(draft: BulletinDraft): Bulletin {
  const { source, severity, link, published, modified, exploitedSince } = draft;
  const { exploited = false, withdrawn = false, affected = [], isRecord = false } = draft;
  const id = draft.id.length <= 200 ? spelled(draft.id) : digestOf(draft.id);
  const title = plain(draft.title, LIMITS.titleLength) || id;
  const summary = plain(draft.summary, LIMITS.summaryLength);
  const others = (draft.aliases ?? []).map(spelled).filter((alias) => alias !== id && alias.length <= 100);
  const aliases = [...new Set(others)].slice(0, LIMITS.aliases).sort();
  const facts = digestOf([severity ?? null, exploited, withdrawn, affected, ...(isRecord ? [] : [title, summary, aliases])]);
  return {
    source, id, title, summary, link, published, modified, severity, aliases, exploited, exploitedSince, withdrawn, affected, isRecord, facts,
  };
}

/**
 * Returns an additional id for news items, derived from their text, because some publishers change ids at each request. Undefined for database
 * records.
 */
export function textIds({ isRecord, published, title, summary }: Bulletin): string[] {
  return isRecord || published === undefined ? [] : [`text ${digestOf([title, summary, published])}`];
}

/** Returns the common spelling of ids that several sources use. */
function spelled(id: string): string {
  return /^\s*CVE-\d{4}-\d{4,}\s*$/i.test(id) ? id.trim().toUpperCase() : id;
}

/**
 * Removes copies of bulletins. The copy that was modified last is kept; of equal copies, the choice does not depend on their order. A text with
 * several ids counts once.
 */
export function latestOfEach(bulletins: readonly Bulletin[]): Bulletin[] {
  const latest = new Map<string, Bulletin>();
  for (const bulletin of bulletins) {
    const known = latest.get(bulletin.id);
    const later = (bulletin.modified ?? 0) - (known?.modified ?? 0);
    if (!known || later > 0 || (later === 0 && bulletin.facts > known.facts)) latest.set(bulletin.id, bulletin);
  }
  const byText = new Map([...latest.values()].map((bulletin) => [textIds(bulletin)[0] ?? bulletin.id, bulletin]));
  return [...byText.values()];
}
