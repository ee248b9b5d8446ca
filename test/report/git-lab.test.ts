import * as path from 'path';
import { bare, everything, resultOf, stack } from './sample';
import { toGitLab } from '../../lib/report';

const issues = (result: ReturnType<typeof resultOf>, root = process.cwd()): any[] => JSON.parse(toGitLab(result, root));

test('an issue has the fields of GitLab', () => {
  expect(issues(resultOf([stack('Orders', { Api: 'bad' })]))).toEqual([
    {
      description: 'Orders/Api: this is bad',
      check_name: 'Sec3-Validated[bad]',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      severity: 'critical',
      location: { path: 'cdk.out/Orders.template.json', lines: { begin: 1 } },
    },
  ]);
});

test('a full report has all required fields and unique fingerprints', () => {
  const all = issues(everything());
  expect(all.length).toBeGreaterThan(5);
  for (const { description, check_name: name, fingerprint, severity, location } of all) {
    for (const text of [description, name, fingerprint]) expect(text).toMatch(/./);
    expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
    expect(location.lines.begin).toBeGreaterThan(0);
    expect(path.posix.isAbsolute(location.path)).toBe(false);
  }
  expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
});

test('an issue of a file outside of the repository has a file within it, and names the other', () => {
  const result = resultOf([bare('/elsewhere/legacy.yaml', { Api: 'bad' }), bare('/repository/template.yaml', { Api: 'fine' })]);
  expect(issues(result, '/repository')).toMatchObject([
    { description: expect.stringMatching(/: this is bad \(in \.\.\/elsewhere\/legacy\.yaml:1, outside of the repository\)$/), location: { path: 'template.yaml', lines: { begin: 1 } } },
  ]);
});

test('a result without findings is an empty list', () => {
  expect(issues(resultOf([stack('Orders', { Api: 'fine' })]))).toEqual([]);
});
