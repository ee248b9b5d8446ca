import { bulletinOf } from '../bulletin';
import { jsonObject } from '../drift';
import type { Reading, Session, Source } from '../source';
import { momentOf } from '../text';

export const KEV = 'kev';

const ADDRESS = 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json';

/**
 * CISA's catalog of Known Exploited Vulnerabilities, which is a single document.
 *
 * @see https://www.cisa.gov/known-exploited-vulnerabilities-catalog
 */
export class KevSource implements Source {
  public readonly id = KEV;
  public readonly title = 'CISA Known Exploited Vulnerabilities';
  public readonly hosts = [new URL(ADDRESS).host];

  public async read({ http, cursor, drift }: Session): Promise<Reading> {
    const document = await http.read(ADDRESS, { validators: cursor.validators });
    if (!document) return { bulletins: [], next: { validators: cursor.validators } };
    const bulletins = drift.each(jsonObject(document.text, 'catalog').list('vulnerabilities'), 'vulnerabilities', (entry) => {
      const id = entry.text('cveID').toUpperCase();
      const ransomware = entry.textOrNone('knownRansomwareCampaignUse') === 'Known' ? ' Known to be used by ransomware.' : '';
      return bulletinOf({
        source: KEV,
        id,
        title: `${id}: ${entry.wording('vulnerabilityName')}`,
        summary: `${entry.wording('shortDescription')} To do, by ${entry.textOrNone('dueDate') ?? 'no date'}: ${entry.wording('requiredAction')}${ransomware}`,
        link: `https://nvd.nist.gov/vuln/detail/${encodeURIComponent(id)}`,
        published: momentOf(entry.text('dateAdded')),
        modified: momentOf(entry.text('dateAdded')),
        exploited: true,
        isRecord: true,
      });
    });
    return { bulletins, next: { validators: document.validators } };
  }
}
