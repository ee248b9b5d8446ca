import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { shipped } from './entries';
import { AdvisoryCheck } from '../../../lib/dependencies/certification/advisory-check';
import type { IgnoredAdvisory } from '../../../lib/dependencies/certification/certified-file';

const DAY = 86_400_000;
const now = new Date('2026-06-01T00:00:00Z');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-osv-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

fs.writeFileSync(
  path.join(folder, 'GHSA-35jh-r3h4-6jhm.json'),
  JSON.stringify({
    id: 'GHSA-35jh-r3h4-6jhm',
    modified: '2026-05-31T00:00:00Z',
    aliases: ['CVE-2021-23337'],
    summary: 'Command Injection in lodash',
    affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }] }],
    database_specific: { severity: 'HIGH' },
  }),
);

const old = shipped({ version: '4.17.20' });
const found = 'lodash@4.17.20 vulnerable is affected by GHSA-35jh-r3h4-6jhm (high): Command Injection in lodash; fixed in 4.17.21';

function ignored(changes: Partial<IgnoredAdvisory> = {}): IgnoredAdvisory {
  return { id: 'GHSA-35jh-r3h4-6jhm', reason: 'Not called.', approvedBy: 'ana@example.com', expires: '2026-06-01', ...changes };
}

function problems(props: { threshold?: 'medium' | 'critical'; osv?: string[]; maxAge?: number } = {}, ignore: IgnoredAdvisory[] = [], packages = [old], at = now): string[] {
  const check = new AdvisoryCheck({ osv: [folder], threshold: 'medium', maxAge: 30 * DAY, ...props });
  return check.problems(packages, ignore, at).map(({ package: name, problem, detail, command }) => [name, problem, detail, command].filter(Boolean).join(' '));
}

test('a package with an advisory is a problem without a command', () => expect(problems()).toEqual([found]));

test('an unaffected version is no problem', () => expect(problems({}, [], [shipped()])).toEqual([]));

test('an advisory below the threshold is no problem', () => expect(problems({ threshold: 'critical' })).toEqual([]));

describe('ignored advisories', () => {
  test.each([[ignored()], [ignored({ id: 'CVE-2021-23337' })], [ignored({ package: 'lodash' })]])('%j is ignored', (entry) => expect(problems({}, [entry])).toEqual([]));

  test.each([[ignored({ id: 'CVE-1' })], [ignored({ package: 'lodash-es' })]])('%j ignores another advisory', (entry) => expect(problems({}, [entry])).toEqual([found]));

  test('an entry expires after its last day', () => {
    expect(problems({}, [ignored({ expires: '2026-05-31' })])).toEqual([`${found}; that ana@example.com ignores it ended on 2026-05-31`]);
  });
});

describe('fails closed', () => {
  test('if advisories are missing', () => {
    expect(problems({ osv: [path.join(folder, 'absent')] })).toEqual([expect.stringMatching(/absent advisories-missing can't be compared with: .*absent: does not exist/)]);
  });

  test('if they are stale, and still reports their findings', () => {
    const late = new Date(Date.parse('2026-05-31T00:00:00Z') + 30 * DAY + 1);
    expect(problems({}, [], [old], late)).toEqual([
      expect.stringMatching(/advisories-stale was last changed on 2026-05-31 about packages of npm, and may be 30 days old: get it again$/),
      found,
    ]);
    expect(problems({}, [], [old], new Date(late.getTime() - 1))).toEqual([found]);
  });

  test('if there are no advisories about an ecosystem whose packages ship', () => {
    const flask = shipped({ ecosystem: 'pypi', name: 'flask', version: '2.0.0' });
    expect(problems({}, [], [old, flask])).toEqual([
      expect.stringMatching(/ advisories-missing has no advisory about packages of pypi, which ship: add https:.*\/PyPI\/all\.zip$/),
      found,
    ]);
  });

  test('if advisories about only one of two ecosystems are stale', () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-osv-'));
    const affected = [{ package: { ecosystem: 'PyPI', name: 'Flask' }, versions: ['1.0'] }];
    fs.writeFileSync(path.join(other, 'PYSEC-1.json'), JSON.stringify({ id: 'PYSEC-1', modified: '2026-01-01T00:00:00Z', affected }));
    const flask = shipped({ ecosystem: 'pypi', name: 'flask', version: '2.0.0' });
    expect(problems({ osv: [folder, other] }, [], [shipped(), flask])).toEqual([expect.stringMatching(/advisories-stale was last changed on 2026-01-01 about packages of pypi/)]);
    fs.rmSync(other, { recursive: true });
  });

  test('without packages, missing advisories are no problem', () => expect(problems({ osv: ['absent'] }, [], [])).toEqual([]));
});
