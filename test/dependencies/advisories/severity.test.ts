import { baseScore, severityOf } from '../../../lib/dependencies/advisories/severity';

/** Vectors with their scores in the document of CVSS 3.1 examples and in the NVD. */
test.each([
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4], // CVE-2013-1937's companion, CVE-2013-0375
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1], // CVE-2013-1937
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1], // CVE-2014-3566
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9], // CVE-2012-1516
  ['CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2], // CVE-2009-0783
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5], // CVE-2014-0160
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8], // CVE-2014-6271
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10], // CVE-2021-44228
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:N', 5.9],
  ['CVSS:3.0/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  // From the examples of CVSS 4.0.
  ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3], // CVE-2022-41741
  ['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7], // CVE-2020-3549
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10], // CVE-2021-44228
])('%s scores %s', (vector, score) => expect(baseScore(vector)).toBe(score));

test.each(['', 'CVSS:4.0/AV:N/AC:L', 'CVSS:3.1/AV:N', 'CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'AV:L/AC:M/Au:N/C:N/I:P/A:C'])('%j is not a complete vector', (vector) =>
  expect(baseScore(vector)).toBeUndefined(),
);

describe('severityOf', () => {
  const record = { id: 'GHSA-1', modified: '' };
  const vector = (score: string) => [{ type: 'CVSS_V3', score }];
  const [critical, low] = [vector('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'), vector('CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N')];

  test.each([
    ['the severity of the database', { ...record, database_specific: { severity: 'MODERATE' }, severity: critical }, {}, 'medium'],
    ['the score', { ...record, severity: critical }, {}, 'critical'],
    ['the score for the package', { ...record, severity: critical }, { severity: low }, 'low'],
    ['the highest score', { ...record, severity: [...low, ...critical] }, {}, 'critical'],
    ['an unknown severity of the database', { ...record, database_specific: { severity: 'toString' }, severity: low }, {}, 'low'],
    ['a malicious package', { ...record, id: 'MAL-2024-1' }, {}, 'critical'],
    ['no severity', record, {}, undefined],
    ['a score of CVSS 4', { ...record, severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H' }] }, {}, 'critical'],
    ['an incomplete vector', { ...record, severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:N' }] }, {}, undefined],
  ])('%s', (_, given, affected, expected) => expect(severityOf(given, affected)).toBe(expected));
});
