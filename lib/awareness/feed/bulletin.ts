import { LIMITS } from './limits';
import { digestOf, plain } from './text';
import type { OsvAffected } from '../../dependencies/advisories/osv-record';
import type { Severity } from '../../dependencies/advisories/severity';

/** What a source says, in one form for all sources. */
export interface Bulletin {
  /** Id of the source. */
  readonly source: string;
  /** Its own id there. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly link?: string;
  /** In milliseconds since 1970, as the source has it. */
  readonly published?: number;
  /** In milliseconds since 1970, as the source has it; of two copies the later one counts. */
  readonly modified?: number;
  /** Nothing where the source does not say, which is never taken for harmless. */
  readonly severity?: Severity;
  /** Ids of the same thing elsewhere, such as CVE ids. */
  readonly aliases: readonly string[];
  /** Whether the source says that it is exploited in the wild. */
  readonly exploited: boolean;
  /** When it became known to be exploited, in milliseconds since 1970, where the source says so. */
  readonly exploitedSince?: number;
  /** Whether the source took it back. */
  readonly withdrawn: boolean;
  readonly affected: readonly OsvAffected[];
  /** Whether it is a record of a database, whose wording is edited without being news. Other bulletins are texts that someone updates. */
  readonly isRecord: boolean;
  /** Digest of what the source says: where it changes, so did the bulletin. Times that change alone are no news. */
  readonly facts: string;
}

/** What a reader of a source gives. */
export type BulletinDraft = Pick<Bulletin, 'source' | 'id' | 'title' | 'summary'> & Partial<Omit<Bulletin, 'facts'>>;

/** Completes what a reader found, within the limits. */
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
 * The id by which the text of a news item is known besides its own, since there are publishers who give an item another one every time. Records
 * of databases keep theirs.
 */
export function textIds({ isRecord, published, title, summary }: Bulletin): string[] {
  return isRecord || published === undefined ? [] : [`text ${digestOf([title, summary, published])}`];
}

/** As all sources spell it, of ids that they share. */
function spelled(id: string): string {
  return /^\s*CVE-\d{4}-\d{4,}\s*$/i.test(id) ? id.trim().toUpperCase() : id;
}

/**
 * Of several copies of a bulletin the one that was modified last; of equal ones always the same, in whatever order they come. A text
 * that stands there under several ids counts once.
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
