import { entry, fileOf, hash, shipped } from './entries';
import type { CertifiedPackage } from '../../../lib/dependencies/certification/certified-file';
import { CertifiedSet } from '../../../lib/dependencies/certification/certified-set';
import { isInScope, problemOf, quoted, shortfallsOf } from '../../../lib/dependencies/certification/judge-packages';
import { contentDigest, filesFrom, hashOf } from '../../../lib/dependencies/content/files';
import type { ShippedPackage } from '../../../lib/dependencies/inventory/shipped-package';

/** Returns the problems of one package with the given entries, one line each. */
function judge(ships: Partial<ShippedPackage>, entries: readonly CertifiedPackage[], today = '2026-06-01'): string[] {
  const judgement = { certified: CertifiedSet.EMPTY.with(fileOf(entries)), functionPath: 'Orders/Create', today };
  return shortfallsOf([shipped(ships)], judgement).map(({ problem, detail }) => `${problem}: ${detail}`);
}

describe('certified', () => {
  test.each([
    ['by version', {}, [entry()]],
    ['on the last day', {}, [entry({ expires: '2026-06-01' })]],
    ['by range', {}, [entry({ range: '^4.17.0' })]],
    ['by range and content', {}, [entry({ range: '^4.17.0', integrity: hash(1) })]],
    ['for the function', {}, [entry({ scope: ['Orders/Create'] })]],
    ['for the stack of the function', {}, [entry({ scope: ['Billing', 'Orders'] })]],
    ['by one of several entries', {}, [entry({ expires: '2026-01-02' }), entry({ scope: ['Orders'] }), entry({ integrity: hash(2), scope: ['X'] })]],
    ['a PyPI package, by another spelling of the version', { ecosystem: 'pypi', version: '1.0' }, [entry({ ecosystem: 'pypi', version: '1.0.0' })]],
    ['a PyPI package, by range', { ecosystem: 'pypi', version: '2.32.5' }, [entry({ ecosystem: 'pypi', range: '~=2.32.0' })]],
  ] as const)('%s', (_, ships, entries) => expect(judge(ships, entries)).toEqual([]));
});

test('a PyPI package by its files, if a lock file pins more archives of the release', () => {
  const files = filesFrom([['six.py', hashOf('1')]]);
  const certified = CertifiedSet.EMPTY.with(fileOf([entry({ ecosystem: 'pypi', integrity: hash(1, 'sha256'), content: contentDigest(files) })]), [{ package: 'pypi:lodash@4.17.21', files }]);
  const judged = (ships: Partial<ShippedPackage>) => shortfallsOf([shipped({ ecosystem: 'pypi', integrity: `${hash(1, 'sha256')} ${hash(2, 'sha256')}`, ...ships })], {
    certified, functionPath: 'Orders/Create', today: '2026-06-01',
  }).map(({ problem }) => problem);
  expect(judged({ files })).toEqual([]);
  expect(judged({ files: filesFrom([['six.py', hashOf('2')]]) })).toEqual(['wrong-content']);
  expect(judged({})).toEqual(['wrong-integrity']);
  // Its metadata no longer identifies the code.
  expect(judged({ files: filesFrom([]) })).toEqual(['wrong-content']);
});

describe('not certified', () => {
  test.each([
    ['no entry', {}, [], 'uncertified: is not certified'],
    ['an entry for another package', {}, [entry({ name: 'lodash-es' })], 'uncertified: is not certified'],
    ['an entry for the name in another ecosystem', { ecosystem: 'pypi' }, [entry()], 'uncertified: is not certified'],
    ['entries for other versions', {}, [entry({ version: '4.17.20' }), entry({ range: '^3' })], 'uncertified: is not certified in this version, only in 4.17.20, ^3'],
    ['a prerelease of a version in the range', { version: '4.18.0-rc.1' }, [entry({ range: '^4.17.0' })], 'uncertified: is not certified in this version, only in ^4.17.0'],
    ['an invalid version', { version: 'github:a/b#c' }, [entry({ range: '>=0.0.1' })], 'uncertified: is not certified in this version, only in >=0.0.1'],
    ['an invalid version of PyPI', { ecosystem: 'pypi', version: 'main' }, [entry({ ecosystem: 'pypi', range: '>=0.0.1' })], 'uncertified: is not certified in this version, only in >=0.0.1'],
    ['an expired entry', {}, [entry({ expires: '2026-05-31' })], 'expired: was approved by ana@example.com on 2026-01-01, which ended on 2026-05-31'],
    ['an entry for other functions', {}, [entry({ scope: ['Orders/Cre', 'Billing'] })], 'out-of-scope: is certified for Orders/Cre, Billing, and ships with Orders/Create'],
    [
      'another content', { integrity: hash(2) }, [entry()],
      `wrong-integrity: ships with the archive ${hash(2)}, and what ana@example.com approved on 2026-01-01 is ${hash(1)}`,
    ],
    [
      'another content than the range allows', { integrity: hash(2) }, [entry({ range: '^4', integrity: hash(1) })],
      `wrong-integrity: ships with the archive ${hash(2)}, and what ana@example.com approved on 2026-01-01 is ${hash(1)}`,
    ],
    [
      'no hash', { integrity: undefined }, [entry()],
      'missing-integrity: ships without a hash of its content: have a lock file beside it that pins it by SHA-512, SHA-384 or SHA-256',
    ],
    [
      'SHA-1 does not pin it, under a range either', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, [entry({ range: '^4' })],
      'missing-integrity: ships with the hash sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=, which does not pin its content: have a lock file beside it that pins it by SHA-512, SHA-384 or SHA-256',
    ],
    [
      'without a hash and without files', { integrity: undefined }, [],
      'missing-integrity: ships without a hash of its content, and is not certified: have a lock file beside it that pins it by SHA-512, SHA-384 or SHA-256',
    ],
  ] as const)('%s', (_, ships, entries, expected) => expect(judge(ships, entries)).toEqual([expected]));

  test('for all reasons of the closest entry', () => {
    const far = entry({ integrity: hash(2), expires: '2026-01-01', scope: ['Billing'] });
    const near = entry({ expires: '2026-05-31', scope: ['Billing'] });
    expect(judge({}, [far, near]).map((line) => line.split(':')[0])).toEqual(['expired', 'out-of-scope']);
  });
});

test('isInScope distinguishes paths with the same beginning', () => {
  expect(isInScope('Orders/Create', ['Orders/Create'])).toBe(true);
  expect(isInScope('Orders/CreateAll', ['Orders/Create'])).toBe(false);
  expect(isInScope('Orders', ['Orders/Create'])).toBe(false);
});

describe('problemOf', () => {
  test('names the command that certifies the package', () => {
    expect(problemOf({ shipped: shipped({ name: '@a/b' }), problem: 'uncertified', detail: 'is not certified' }, 'npx cdk-sec3 certify')).toEqual({
      package: '@a/b@4.17.21', problem: 'uncertified', detail: 'is not certified', command: 'npx cdk-sec3 certify --package @a/b@4.17.21',
    });
  });

  test('names no command for a package without a hash', () => {
    expect(problemOf({ shipped: shipped(), problem: 'missing-integrity', detail: 'ships' }, 'npx cdk-sec3 certify')).not.toHaveProperty('command');
  });

  test.each([['1!2.0', "'1!2.0'"], ["it's", "'it'\\''s'"], ['a b', "'a b'"], ['@a/b@1.0.0+x', '@a/b@1.0.0+x']])('%s is quoted as one word of the shell: %s', (text, expected) =>
    expect(quoted(text)).toBe(expected),
  );
});
