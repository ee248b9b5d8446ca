/** OSV's record of lodash, in its format. */
export const OSV_RECORD = {
  schema_version: '1.7.3',
  id: 'GHSA-p6mc-m468-83gw',
  modified: '2026-03-13T22:00:00Z',
  published: '2020-07-15T19:15:48Z',
  aliases: ['CVE-2020-8203'],
  summary: 'Prototype Pollution in lodash',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H' }],
  affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '3.7.0' }, { fixed: '4.17.19' }] }] }],
};

/** NVD's record of lodash, in the format of version 2.0 of its API. */
export const NVD_PAGE = {
  resultsPerPage: 1,
  startIndex: 0,
  totalResults: 1,
  format: 'NVD_CVE',
  version: '2.0',
  timestamp: '2026-11-25T08:00:00.000',
  vulnerabilities: [{
    cve: {
      id: 'CVE-2020-8203',
      sourceIdentifier: 'support@example.com',
      published: '2020-07-15T17:15:11.797',
      lastModified: '2024-01-21T02:37:13.193',
      vulnStatus: 'Analyzed',
      descriptions: [{ lang: 'en', value: 'Prototype pollution in lodash before 4.17.20.' }],
      metrics: {
        cvssMetricV31: [{
          source: 'nvd@nist.gov',
          type: 'Primary',
          cvssData: {
            version: '3.1',
            vectorString: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H',
            attackVector: 'NETWORK',
            attackComplexity: 'HIGH',
            privilegesRequired: 'NONE',
            userInteraction: 'NONE',
            scope: 'UNCHANGED',
            confidentialityImpact: 'NONE',
            integrityImpact: 'HIGH',
            availabilityImpact: 'HIGH',
            baseScore: 7.4,
            baseSeverity: 'HIGH',
          },
          exploitabilityScore: 2.2,
          impactScore: 5.2,
        }],
      },
      configurations: [{
        nodes: [{
          operator: 'OR',
          negate: false,
          cpeMatch: [{
            vulnerable: true,
            criteria: 'cpe:2.3:a:lodash:lodash:*:*:*:*:*:node.js:*:*',
            versionEndExcluding: '4.17.20',
            matchCriteriaId: '6A1B3C2D-0F4E-4A5B-8C6D-7E8F90A1B2C3',
          }],
        }],
      }],
      references: [{ url: 'https://example.com/lodash', source: 'support@example.com' }],
    },
  }],
};
