import * as path from 'path';
import { everything, resultOf, stack } from './sample';
import { toGitLab } from '../../lib/report';

const issues = (result: ReturnType<typeof resultOf>, root = process.cwd()): any[] => JSON.parse(toGitLab(result, root));

test('an issue', () => {
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

test('all that a report can have: what GitLab asks of each, and no fingerprint twice', () => {
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

test('nothing is an empty list', () => {
  expect(issues(resultOf([stack('Orders', { Api: 'fine' })]))).toEqual([]);
});
