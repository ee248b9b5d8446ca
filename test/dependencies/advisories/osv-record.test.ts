import * as fc from 'fast-check';
import * as semver from 'semver';
import { fixedIn, isAffected, keyOf, OsvAffected, OsvEvent, packageKey, recordProblem } from '../../../lib/dependencies/advisories/osv-record';

const semverRange = (...events: OsvEvent[]) => ({ ranges: [{ type: 'SEMVER', events }] });
const ecosystemRange = (...events: OsvEvent[]) => ({ ranges: [{ type: 'ECOSYSTEM', events }] });

/** Returns the affected versions among the given ones. */
const affected = (ecosystem: 'npm' | 'pypi', versions: readonly string[], entry: Parameters<typeof isAffected>[2]) =>
  versions.filter((version) => isAffected(ecosystem, version, entry));

describe('the examples of the specification', () => {
  test('unfixed vulnerability', () => {
    const versions = ['0.0.0-alpha', '0.0.1', '1.0.0', '999.0.0'];
    expect(affected('npm', versions, semverRange({ introduced: '0' }))).toEqual(versions);
  });

  test('fixed vulnerability', () => {
    const versions = ['0.0.0', '1.0.1', '1.0.2-rc.1', '1.0.2', '2.0.0'];
    expect(affected('npm', versions, semverRange({ introduced: '0' }, { fixed: '1.0.2' }))).toEqual(['0.0.0', '1.0.1', '1.0.2-rc.1']);
  });

  test('several ranges', () => {
    const range = semverRange({ introduced: '1.0.0' }, { fixed: '1.0.2' }, { introduced: '3.0.0' }, { fixed: '3.2.5' });
    const versions = ['0.9.9', '1.0.0', '1.0.1', '1.0.2', '2.0.0', '3.0.0-beta', '3.0.0', '3.2.4', '3.2.5', '4.0.0'];
    expect(affected('npm', versions, range)).toEqual(['1.0.0', '1.0.1', '3.0.0', '3.2.4']);
  });

  test('last_affected', () => {
    const range = ecosystemRange({ introduced: '0' }, { last_affected: '2.1.214' });
    expect(affected('npm', ['2.1.213', '2.1.214', '2.1.215'], range)).toEqual(['2.1.213', '2.1.214']);
  });

  test('fixed instead of last_affected', () => {
    const range = semverRange({ introduced: '0' }, { fixed: '2.1.214' });
    expect(affected('npm', ['2.1.213', '2.1.214', '2.1.215'], range)).toEqual(['2.1.213']);
  });
});

describe('the algorithm of the specification', () => {
  test('a listed version that is in no range', () => {
    expect(affected('npm', ['5.0.0', '5.0.1'], { versions: ['5.0.1'], ...semverRange({ introduced: '0' }, { fixed: '1.0.0' }) })).toEqual(['5.0.1']);
  });

  test('limits: an affected version is below one of them', () => {
    expect(affected('npm', ['1.0.0', '2.0.0', '3.0.0'], semverRange({ introduced: '0' }, { limit: '1.5.0' }, { limit: '2.5.0' }))).toEqual(['1.0.0', '2.0.0']);
    expect(affected('npm', ['3.0.0'], semverRange({ introduced: '0' }, { limit: '*' }))).toEqual(['3.0.0']);
    // Only a limit may be '*'.
    for (const event of [{ fixed: '*' }, { introduced: '*' }, { last_affected: '*' }]) {
      expect(affected('npm', ['3.0.0'], semverRange({ introduced: '0' }, event))).toEqual(['3.0.0']);
      expect(affected('pypi', ['3.0'], semverRange({ introduced: '0' }, event))).toEqual(['3.0']);
    }
  });

  test('events in any order', () => {
    const events = [{ introduced: '1.0.0' }, { fixed: '1.0.2' }, { introduced: '3.0.0' }, { last_affected: '3.0.0' }, { introduced: '4.0.0' }];
    const versions = ['0.9.0', '1.0.0', '1.0.2', '3.0.0', '3.0.1', '4.0.0'];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
        expect(affected('npm', versions, semverRange(...shuffled))).toEqual(['1.0.0', '3.0.0', '4.0.0']);
      }),
    );
  });

  test('a range between random versions', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom('', '-a', '-rc.1')).map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
    fc.assert(
      fc.property(version, version, version, (introduced, fixed, at) => {
        fc.pre(semver.lt(introduced, fixed));
        const expected = semver.gte(at, introduced) && semver.lt(at, fixed);
        expect(isAffected('npm', at, semverRange({ introduced }, { fixed }))).toBe(expected);
      }),
    );
  });

  test('commits are not versions', () => expect(isAffected('npm', '1.0.0', { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] })).toBe(false));

  test('null instead of empty lists', () => expect(isAffected('npm', '1.0.0', { ranges: null, versions: null })).toBe(false));
});

describe('PyPI, by PEP 440', () => {
  test('versions are ordered', () => {
    const range = ecosystemRange({ introduced: '1.0' }, { fixed: '1.10' });
    const versions = ['1.0.dev1', '1.0a1', '1.0', '1.0.post1', '1.9', '1.10rc1', '1.10', '1.10.post1', '1!0.1'];
    expect(affected('pypi', versions, range)).toEqual(['1.0', '1.0.post1', '1.9', '1.10rc1']);
  });

  test.each([
    { versions: ['2.0.0'] },
    { versions: ['2.0.0+cpu'] },
    { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { last_affected: '2.0.0' }] }] },
    { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '2.0.0' }, { fixed: '2.0.1' }] }] },
  ])('a local version is affected if its release is: %j', (entry) => {
    expect(isAffected('pypi', '2.0.0+cpu', entry)).toBe(true);
    expect(isAffected('pypi', '2.0.1+cpu', entry)).toBe(false);
  });

  test('a listed version matches in another notation', () => expect(isAffected('pypi', '1.0', { versions: ['1.0.0'] })).toBe(true));
});

describe('a version that can’t be compared counts as affected', () => {
  test.each([
    ['npm', 'github:a/b#c', semverRange({ introduced: '0' }, { fixed: '1.0.0' })],
    ['npm', '2.0.0', semverRange({ introduced: '0' }, { fixed: 'soon' })],
    ['pypi', 'main', ecosystemRange({ introduced: '0' }, { fixed: '1.0' })],
    ['pypi', '2.0', ecosystemRange({ introduced: 'x' }, { fixed: '1.0' })],
  ] as const)('%s %s', (ecosystem, version, entry) => expect(isAffected(ecosystem, version, entry)).toBe(true));
});

test('unknown fields of an event are not bounds', () => {
  const events = [{ introduced: '0', note: 'x' }, { fixed: '1.0.0', tags: ['y'] }] as object[];
  const entry = { ranges: [{ type: 'SEMVER', events }] } as OsvAffected;
  expect(recordProblem({ id: 'X-1', modified: '2016-12-31T23:59:60Z', affected: [entry] })).toBeUndefined();
  expect(affected('npm', ['0.9.0', '1.0.0'], entry)).toEqual(['0.9.0']);
  expect(recordProblem({ id: 'X-1', modified: '2016-12-31T23:59:60Z', affected: [{ ranges: [{ type: 'SEMVER', events: [{ fixed: 1 }] }] }] })).toMatch('affected');
});

test('the fixed version is that of the matching range', () => {
  const range = semverRange({ introduced: '1.0.0' }, { fixed: '1.0.2' }, { introduced: '3.0.0' }, { fixed: '3.2.5' });
  expect([fixedIn('npm', '1.0.0', range), fixedIn('npm', '3.0.0', range), fixedIn('npm', '4.0.0', range), fixedIn('npm', 'x', range)]).toEqual(['1.0.2', '3.2.5', undefined, undefined]);
});

test('names of packages are normalized', () => {
  expect(packageKey({ ecosystem: 'npm', name: '@scope/Name' })).toBe(keyOf('npm', '@scope/Name'));
  expect(packageKey({ ecosystem: 'PyPI', name: 'Typing_Extensions' })).toBe(keyOf('pypi', 'typing-extensions'));
  expect(packageKey({ ecosystem: 'PyPI:https://example.com', name: 'x' })).toBe(keyOf('pypi', 'x'));
  expect(packageKey({ ecosystem: 'crates.io', name: 'x' })).toBeUndefined();
});
