import { Drift, jsonObject } from './drift';
import { UnexpectedDocument } from './errors';
import type { Http } from './http';

const ADDRESS = 'https://api.first.org/data/v1/epss';
const PER_REQUEST = 100;

/** The host of EPSS. */
export const EPSS_HOST = new URL(ADDRESS).host;

/**
 * Returns the probability, from 0 to 1, that CVEs are exploited within 30 days, from the Exploit Prediction Scoring System of FIRST. CVEs without a
 * score are omitted.
 * @throws SourceFailed
 * @see https://www.first.org/epss/api
 */
export async function epssOf(cves: readonly string[], http: Http, drift: Drift): Promise<Map<string, number>> {
  const scores = new Map<string, number>();
  for (let first = 0; first < cves.length; first += PER_REQUEST) {
    const document = await http.read(`${ADDRESS}?cve=${cves.slice(first, first + PER_REQUEST).join(',')}`);
    drift.each(jsonObject(document?.text ?? '', 'answer').list('data'), 'data', (entry) => {
      const score = Number(entry.text('epss'));
      if (!(score >= 0 && score <= 1)) throw new UnexpectedDocument(`epss of ${entry.text('cve')} is not a number from 0 to 1`);
      scores.set(entry.text('cve').toUpperCase(), score);
    });
  }
  return scores;
}
