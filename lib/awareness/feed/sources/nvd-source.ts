import { SEVERITIES, Severity } from '../../../dependencies/advisories/severity';
import { Bulletin, bulletinOf } from '../bulletin';
import { Drift, Fields, jsonObject } from '../drift';
import { UnexpectedDocument } from '../errors';
import { LIMITS } from '../limits';
import type { Reading, Session, Source } from '../source';
import { momentOf } from '../text';

const ADDRESS = 'https://services.nvd.nist.gov/rest/json/cves/2.0';

/** Maximum page size of NVD. */
const PAGE = 2000;

/** NVD limits the period between two dates to 120 days. */
const LONGEST_WINDOW = 119 * 86_400_000;
const SHORTEST_WINDOW = 3_600_000;

/** Periods of the first reading, and of the overlap between readings, since changes appear late. */
const FIRST = 86_400_000;
const OVERLAP = 3_600_000;

/** NVD requires six seconds between requests. */
const PAUSE = 6_000;

/** Metrics by CVSS version, the newest first. */
const METRICS = ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30'];

/**
 * Changes in NIST's National Vulnerability Database since the last reading, from version 2.0 of its API.
 *
 * @see https://nvd.nist.gov/developers/vulnerabilities
 */
export class NvdSource implements Source {
  public readonly id = 'nvd';
  public readonly title = 'NIST National Vulnerability Database';
  public readonly hosts = [new URL(ADDRESS).host];

  public async read(session: Session): Promise<Reading> {
    const { cursor: { since }, now } = session;
    const start = since === undefined ? now - FIRST : Math.min(since, now) - OVERLAP;
    let end = Math.min(now, start + LONGEST_WINDOW);
    for (;;) {
      const bulletins = await this.window(session, start, end);
      if (bulletins) return { bulletins, next: { since: end } };
      // After a long pause, several readings are needed to catch up.
      if (end - start <= SHORTEST_WINDOW) throw new UnexpectedDocument(`more than ${LIMITS.items} CVEs changed within an hour`);
      end = start + Math.floor((end - start) / 2);
      await session.pause(PAUSE);
    }
  }

  /** Undefined if there is more than one reading can process. */
  private async window(session: Session, start: number, end: number): Promise<Bulletin[] | undefined> {
    const found: Bulletin[] = [];
    for (let index = 0; ; ) {
      const query = new URLSearchParams({
        lastModStartDate: new Date(start).toISOString(),
        lastModEndDate: new Date(end).toISOString(),
        resultsPerPage: String(PAGE),
        startIndex: String(index),
      });
      const headers = session.secret === undefined ? undefined : { apiKey: session.secret };
      const document = await session.http.read(`${ADDRESS}?${query}`, { headers });
      const page = jsonObject(document?.text ?? '', 'page');
      const total = page.get('totalResults');
      if (typeof total !== 'number') throw new UnexpectedDocument('page.totalResults is not a number');
      if (total > LIMITS.items) return undefined;
      const entries = page.list('vulnerabilities');
      found.push(...readCves(entries, session.drift));
      index += entries.length;
      if (index >= total) return found;
      if (entries.length === 0) throw new UnexpectedDocument(`page.vulnerabilities is empty at ${index} of ${total}`);
      await session.pause(PAUSE);
    }
  }
}

function readCves(entries: readonly unknown[], drift: Drift): Bulletin[] {
  return drift.each(entries, 'vulnerabilities', (entry) => {
    const cve = entry.object('cve');
    const id = cve.text('id');
    const descriptions = drift.each(cve.list('descriptions'), 'descriptions', (given) => ({ lang: given.wording('lang'), value: given.wording('value') }));
    const summary = (descriptions.find(({ lang }) => lang === 'en') ?? descriptions[0])?.value ?? '';
    return bulletinOf({
      source: 'nvd',
      id,
      title: `${id}: ${summary.slice(0, 140)}`,
      summary,
      link: `https://nvd.nist.gov/vuln/detail/${encodeURIComponent(id)}`,
      published: momentOf(cve.text('published')),
      modified: momentOf(cve.text('lastModified')),
      severity: severityIn(cve.objectOrNone('metrics')),
      exploited: cve.textOrNone('cisaExploitAdd') !== undefined,
      exploitedSince: momentOf(cve.textOrNone('cisaExploitAdd')),
      isRecord: true,
      withdrawn: cve.textOrNone('vulnStatus') === 'Rejected',
    });
  });
}

/** Returns the highest score of the newest available CVSS version. Since April 2026, NVD itself does not score every CVE. */
function severityIn(metrics: Fields | undefined): Severity | undefined {
  for (const name of METRICS) {
    const words = (metrics?.listOrNone(name) ?? []).map((metric) => {
      return (metric as { cvssData?: { baseSeverity?: unknown } } | null)?.cvssData?.baseSeverity;
    });
    const named = [...SEVERITIES].reverse().find((severity) => words.includes(severity.toUpperCase()));
    if (named !== undefined) return named;
  }
  return undefined;
}
