import type { OsvAffected, OsvEvent } from '../../../dependencies/advisories/osv-record';
import { SEVERITIES, Severity } from '../../../dependencies/advisories/severity';
import { Bulletin, bulletinOf } from '../bulletin';
import { Drift, Fields, jsonList } from '../drift';
import { UnexpectedDocument } from '../errors';
import { LIMITS } from '../limits';
import type { Reading, Session, Source } from '../source';
import { momentOf, safeLink } from '../text';

const ADDRESS = 'https://api.github.com/advisories';
const PAGE = 100;

/** Maximum number of pages read for an ecosystem at once, more than are published in a month. */
const MOST_PAGES = 20;

/** Periods of the first reading, and of the overlap between readings. */
const FIRST = 86_400_000;
const OVERLAP = 3_600_000;

/** Ecosystems by their names at GitHub, with those of OSV. */
const ECOSYSTEMS: { readonly [name: string]: string } = { npm: 'npm', pip: 'PyPI' };

/** Advisories reviewed by GitHub, and malicious packages. */
const TYPES = ['reviewed', 'malware'];

/**
 * GitHub's global security advisories on npm and PyPI packages that changed since the last reading.
 *
 * @see https://docs.github.com/en/rest/security-advisories/global-advisories
 */
export class GhsaSource implements Source {
  public readonly id = 'ghsa';
  public readonly title = 'GitHub Advisory Database';
  public readonly hosts = [new URL(ADDRESS).host];

  public async read(session: Session): Promise<Reading> {
    const { cursor: { since }, now } = session;
    const start = since === undefined ? now - FIRST : Math.min(since, now) - OVERLAP;
    const bulletins: Bulletin[] = [];
    for (const ecosystem of Object.keys(ECOSYSTEMS)) {
      for (const type of TYPES) bulletins.push(...(await this.changed(session, ecosystem, type, start)));
    }
    return { bulletins, next: { since: now } };
  }

  private async changed(session: Session, ecosystem: string, type: string, start: number): Promise<Bulletin[]> {
    const modified = `>=${new Date(start).toISOString().slice(0, 19)}Z`;
    const query = new URLSearchParams({ ecosystem, type, modified, sort: 'updated', direction: 'asc', per_page: String(PAGE) });
    const headers = {
      'accept': 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(session.secret === undefined ? {} : { authorization: `Bearer ${session.secret}` }),
    };
    const found: Bulletin[] = [];
    let address: string | undefined = `${ADDRESS}?${query}`;
    for (let pages = 0; address !== undefined; pages += 1) {
      if (pages === MOST_PAGES) throw new UnexpectedDocument(`more than ${MOST_PAGES} pages of advisories on ${ecosystem}`);
      const document = await session.http.read(address, { headers });
      found.push(...readAdvisories(jsonList(document?.text ?? '', 'advisories'), session.drift));
      address = document?.next;
    }
    return found;
  }
}

function readAdvisories(entries: readonly unknown[], drift: Drift): Bulletin[] {
  return drift.each(entries, 'advisories', (advisory) => {
    const id = advisory.text('ghsa_id');
    const cve = advisory.textOrNone('cve_id');
    const word = advisory.text('severity');
    return bulletinOf({
      source: 'ghsa',
      id,
      title: advisory.wording('summary'),
      summary: advisory.textOrNone('description')?.slice(0, LIMITS.summaryLength) ?? '',
      link: safeLink(advisory.text('html_url')),
      published: momentOf(advisory.text('published_at')),
      modified: momentOf(advisory.text('updated_at')),
      severity: advisory.textOrNone('type') === 'malware' ? 'critical' : severityNamed(word),
      aliases: cve ? [cve] : [],
      withdrawn: advisory.textOrNone('withdrawn_at') !== undefined,
      isRecord: true,
      affected: drift.each(advisory.listOrNone('vulnerabilities'), `${id}.vulnerabilities`, (one) => affectedOf(one, drift)),
    });
  });
}

/** `unknown` means undefined. */
function severityNamed(word: string): Severity | undefined {
  return SEVERITIES.find((severity) => severity === (word === 'moderate' ? 'medium' : word));
}

/** Undefined if it names no package of the requested ecosystem. */
function affectedOf(vulnerability: Fields, drift: Drift): OsvAffected | undefined {
  const named = vulnerability.objectOrNone('package');
  const name = named?.textOrNone('name');
  const ecosystem = named && ECOSYSTEMS[named.text('ecosystem')];
  if (!name || ecosystem === undefined) return undefined;
  const fixed = vulnerability.textOrNone('first_patched_version') || undefined;
  const events = readRange(vulnerability.textOrNone('vulnerable_version_range'), fixed, drift);
  return { package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] };
}

/** If the affected versions are unknown, all are affected. */
function readRange(range: string | undefined, fixed: string | undefined, drift: Drift): OsvEvent[] {
  if (range === undefined) return eventsOf('>= 0', fixed);
  try {
    return eventsOf(range, fixed);
  } catch (e) {
    if (!(e instanceof UnexpectedDocument)) throw e;
    drift.note(e.message);
    return eventsOf('>= 0');
  }
}

/**
 * Converts a range of GitHub to OSV events: `= 0.2.0`, `<= 1.0.8`, `>= 4.3.0, < 4.3.5`.
 *
 * @throws UnexpectedDocument if the range has another format
 */
export function eventsOf(range: string, fixed?: string): OsvEvent[] {
  let introduced = '0';
  let end: OsvEvent | undefined;
  for (const part of range.split(',')) {
    const [, operator, version] = /^\s*(=|<=|<|>=|>)\s*(\S{1,100})\s*$/.exec(part) ?? [];
    if (operator === undefined) throw new UnexpectedDocument(`${JSON.stringify(range.slice(0, 100))} is not a range of versions`);
    // For >, the version itself counts as affected, since OSV ranges can't exclude it.
    if (operator === '=' || operator === '>=' || operator === '>') introduced = version;
    if (operator === '=' || operator === '<=') end = { last_affected: version };
    if (operator === '<') end = { fixed: version };
  }
  // If a range ends with an affected version, the fixed version is in a separate field.
  if (fixed !== undefined && end?.fixed === undefined && !/^\s*=/.test(range)) end = { fixed };
  return [{ introduced }, ...(end ? [end] : [])];
}
