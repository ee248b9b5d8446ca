import { keyOf, OsvAffected, OsvRecord, packageKey, recordProblem } from '../../../dependencies/advisories/osv-record';
import { rank, Severity, severityOf } from '../../../dependencies/advisories/severity';
import { Bulletin, bulletinOf } from '../bulletin';
import { Fields, jsonObject } from '../drift';
import { UnexpectedDocument } from '../errors';
import { LIMITS } from '../limits';
import type { Reading, Session, Source } from '../source';
import { momentOf } from '../text';
import { reachOf, UsedPackage } from '../used-software';

const ADDRESS = 'https://api.osv.dev/v1';

/** Maximum number of packages in one query of OSV. */
const QUERIES = 1000;
const MOST_PAGES = 50;

/** Names of ecosystems in OSV. */
const ECOSYSTEMS: { readonly [ecosystem in UsedPackage['ecosystem']]: string } = { npm: 'npm', pypi: 'PyPI' };

/** A vulnerability in OSV that affects packages in use. */
interface Match {
  readonly modified: number | undefined;
  readonly packages: Set<UsedPackage>;
}

/**
 * Entries of the Open Source Vulnerabilities database for the packages in use. Old entries are included, since they apply to newly added packages.
 *
 * @see https://google.github.io/osv.dev/api/
 */
export class OsvSource implements Source {
  public readonly id = 'osv';
  public readonly title = 'Open Source Vulnerabilities';
  public readonly hosts = [new URL(ADDRESS).host];

  public async read(session: Session): Promise<Reading> {
    const matches = await this.matches(session);
    const known = await session.known([...matches.keys()]);
    const bulletins: Bulletin[] = [];
    for (const [id, { modified, packages }] of matches) {
      const before = known.get(id);
      const reach = reachOf([...packages].map((used) => session.workload.affectedBy(used, undefined)));
      // Already known entries that do not affect more than before.
      if (before && before.modified === modified && modified !== undefined && reach.every((digest) => before.reach.includes(digest))) continue;
      const record = await this.record(session, id);
      if (record) bulletins.push(bulletinOfRecord(record, packages));
    }
    return { bulletins, next: {} };
  }

  private async matches({ http, workload }: Session): Promise<Map<string, Match>> {
    const matches = new Map<string, Match>();
    let open = workload.document.packages.map((used) => ({ used, token: undefined as string | undefined }));
    for (let pages = 0; open.length > 0; pages += 1) {
      if (pages === MOST_PAGES) throw new UnexpectedDocument(`more than ${MOST_PAGES} pages of results for one query`);
      const further: typeof open = [];
      for (let first = 0; first < open.length; first += QUERIES) {
        const asked = open.slice(first, first + QUERIES);
        const queries = asked.map(({ used: { ecosystem, name, version }, token }) => {
          return { package: { ecosystem: ECOSYSTEMS[ecosystem], name }, version, page_token: token };
        });
        const document = await http.read(`${ADDRESS}/querybatch`, { body: { queries } });
        const results = jsonObject(document?.text ?? '', 'answer').list('results');
        if (results.length !== asked.length) throw new UnexpectedDocument(`answer.results has ${results.length} entries for ${asked.length} queries`);
        results.forEach((entry, index) => {
          // For packages without entries, OSV returns an empty object.
          const result = new Fields(entry ?? {}, `answer.results[${index}]`);
          for (const found of result.listOrNone('vulns')) add(matches, new Fields(found, 'vuln'), asked[index].used);
          const token = result.textOrNone('next_page_token');
          if (token !== undefined && token !== '') further.push({ used: asked[index].used, token });
        });
        if (matches.size > LIMITS.items) throw new UnexpectedDocument(`more than ${LIMITS.items} vulnerabilities`);
      }
      open = further;
    }
    return matches;
  }

  private async record({ http, drift }: Session, id: string): Promise<OsvRecord | undefined> {
    const document = await http.read(`${ADDRESS}/vulns/${encodeURIComponent(id)}`);
    const record = jsonObject(document?.text ?? '', id).all();
    const problem = recordProblem(record);
    if (problem === undefined) return record as OsvRecord;
    drift.note(`${id} is not an advisory in the OSV format: ${problem}`);
    return undefined;
  }
}

function add(matches: Map<string, Match>, found: Fields, used: UsedPackage): void {
  const id = found.text('id');
  const match = matches.get(id) ?? { modified: momentOf(found.textOrNone('modified')), packages: new Set() };
  match.packages.add(used);
  matches.set(id, match);
}

function bulletinOfRecord(record: OsvRecord, packages: ReadonlySet<UsedPackage>): Bulletin {
  const affected = record.affected ?? [];
  const { details, published } = record as { details?: unknown; published?: unknown };
  const text = typeof details === 'string' ? details : '';
  return bulletinOf({
    source: 'osv',
    id: record.id,
    title: record.summary || text.slice(0, 140) || record.id,
    summary: text || (record.summary ?? ''),
    link: `https://osv.dev/vulnerability/${encodeURIComponent(record.id)}`,
    published: momentOf(published),
    modified: momentOf(record.modified),
    severity: worst(record, affected.filter((entry) => isOf(entry, packages))),
    aliases: [...(record.aliases ?? [])],
    withdrawn: typeof record.withdrawn === 'string',
    isRecord: true,
    affected,
  });
}

function isOf({ package: named }: OsvAffected, packages: ReadonlySet<UsedPackage>): boolean {
  const key = named && packageKey(named);
  return key !== undefined && [...packages].some(({ ecosystem, name }) => keyOf(ecosystem, name) === key);
}

function worst(record: OsvRecord, affected: readonly OsvAffected[]): Severity | undefined {
  const severities = (affected.length > 0 ? affected : record.affected ?? []).map((entry) => severityOf(record, entry));
  return severities.sort((a, b) => rank(b) - rank(a))[0];
}
