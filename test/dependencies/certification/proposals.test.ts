import * as fc from 'fast-check';
import { entries, entry, fileOf, files, hash, shipped } from './entries';
import { CertifiedFile, entryKey } from '../../../lib/dependencies/certification/certified-file';
import { CertifiedSet } from '../../../lib/dependencies/certification/certified-set';
import { shortfallsOf } from '../../../lib/dependencies/certification/judge-packages';
import { entryFor, Proposals, proposalsFor as proposalsOf, ShippingFunction, withEntries } from '../../../lib/dependencies/certification/proposals';
import { unusedEntries, withoutEntries } from '../../../lib/dependencies/certification/unused-entries';

const TODAY = '2026-06-01';
const approval = { criteria: 'reviewed', approvedBy: 'ben@example.com', approvedOn: TODAY, expires: '2027-06-01', reason: 'Read it.', scope: 'all' as const };
const file = (...packages: CertifiedFile['packages']): CertifiedFile => fileOf(packages);
const setOf = (content: CertifiedFile) => CertifiedSet.EMPTY.with(content);
const proposalsFor = (functions: readonly ShippingFunction[], content: CertifiedFile, today: string) => proposalsOf(functions, setOf(content), today);
const ships = (path: string, ...packages: ShippingFunction['packages']): ShippingFunction => ({ path, packages });

/** Returns the file after all proposals were approved. */
function approved(before: CertifiedFile, { candidates }: Proposals): CertifiedFile {
  return withEntries(before, candidates.map((candidate) => entryFor(candidate, approval, undefined)));
}

describe('a new package', () => {
  const functions = [
    ships('Orders/Create', shipped({ dependents: ['express@4.0.0'], license: 'MIT' })),
    ships('Orders/Status', shipped({ dependents: ['async@1.0.0'], hasInstallScript: true })),
  ];

  test('is proposed once, with all facts from all functions', () => {
    expect(proposalsFor(functions, file(), TODAY)).toEqual({
      candidates: [
        {
          shipped: { ...shipped(), license: 'MIT', hasInstallScript: true, dependents: ['async@1.0.0', 'express@4.0.0'] },
          details: ['is not certified'],
          functions: ['Orders/Create', 'Orders/Status'],
          integrity: hash(1),
          renews: undefined,
          isOtherContent: false,
          isOtherScope: false,
        },
      ],
      blocked: [],
    });
  });

  test('is certified in its version and with its content', () => {
    expect(approved(file(), proposalsFor(functions, file(), TODAY)).packages).toEqual([
      { ecosystem: 'npm', name: 'lodash', version: '4.17.21', integrity: hash(1), ...approval },
    ]);
  });
});

test('an expired approval is renewed, and keeps its scope', () => {
  const before = file(entry({ expires: '2026-05-31', scope: ['Orders'] }));
  const proposals = proposalsFor([ships('Orders/Create', shipped())], before, TODAY);
  expect(proposals.candidates).toMatchObject([{ renews: { ...before.packages[0], isEnough: true }, isOtherContent: false }]);
  expect(approved(before, proposals).packages).toEqual([entry({ ...approval, scope: ['Orders'] })]);
});

test('an expired range is kept, and the shipped version is certified in addition', () => {
  const before = file(entry({ range: '^4', expires: '2026-05-31' }));
  expect(approved(before, proposalsFor([ships('Orders/Create', shipped())], before, TODAY)).packages).toEqual([before.packages[0], entry(approval)]);
});

test('another approval is added for other functions', () => {
  const before = file(entry({ scope: ['Billing'] }));
  const proposals = proposalsFor([ships('Billing/Pay', shipped()), ships('Orders/Create', shipped())], before, TODAY);
  expect(approved(before, proposals).packages).toEqual([before.packages[0], entry({ ...approval, scope: ['Orders/Create'] })]);
});

test('another content is distinguished from a new version', () => {
  const before = file(entry());
  const proposals = proposalsFor([ships('Orders/Create', shipped({ integrity: hash(2) }))], before, TODAY);
  expect(proposals.candidates).toMatchObject([{ isOtherContent: true, renews: { ...before.packages[0], isEnough: true }, integrity: hash(2) }]);
  expect(approved(before, proposals).packages).toEqual([entry({ ...approval, integrity: hash(2) })]);
});

describe('blocked', () => {
  test('a package without a hash', () => {
    expect(proposalsFor([ships('Orders/Create', shipped({ integrity: undefined }))], file(), TODAY)).toMatchObject({
      candidates: [], blocked: [{ reason: expect.stringContaining('ships without a hash of its content') }],
    });
  });

  test('different contents under one version', () => {
    const functions = [ships('A', shipped()), ships('B', shipped({ integrity: hash(2) }))];
    expect(proposalsFor(functions, file(), TODAY)).toMatchObject({
      candidates: [], blocked: [{ functions: ['A', 'B'], reason: expect.stringContaining('has different contents under one version in A, B') }],
    });
  });

  test('a content that differs from the certified one in another function', () => {
    const functions = [ships('A', shipped()), ships('B', shipped({ integrity: hash(2) }))];
    expect(proposalsFor(functions, file(entry()), TODAY)).toMatchObject({
      candidates: [], blocked: [{ functions: ['B'], reason: expect.stringContaining('has different contents under one version in A, B') }],
    });
  });

  test('nothing if two package managers have different hashes of one content', () => {
    const yarn = `yarn:10c0/${'ab'.repeat(64)}`;
    expect(proposalsFor([ships('A', shipped()), ships('B', shipped({ integrity: yarn }))], file(), TODAY).candidates).toMatchObject([
      { integrity: `${hash(1)} ${yarn}` },
    ]);
  });

  test('nothing if a PyPI release has several files', () => {
    const [wheel, source] = [hash(1, 'sha256'), hash(2, 'sha256')];
    const functions = [ships('A', shipped({ ecosystem: 'pypi', integrity: wheel })), ships('B', shipped({ ecosystem: 'pypi', integrity: source }))];
    const proposals = proposalsFor(functions, file(), TODAY);
    expect(proposalsFor(functions, approved(file(), proposals), TODAY)).toEqual({ candidates: [], blocked: [] });
  });
});

describe('random packages and entries', () => {
  const shipping = fc.array(
    fc.record({
      path: fc.constantFrom('Orders/Create', 'Orders/Status', 'Billing/Pay'),
      packages: fc.array(
        fc.record({ name: fc.constantFrom('lodash', '@scope/name'), version: fc.constantFrom('1.0.0', '2.0.0'), seed: fc.nat(1) }).map(({ seed, ...rest }) =>
          shipped({ ...rest, integrity: hash(seed) }),
        ),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 3 },
  );
  const certified = fc
    .uniqueArray(entries.map((any) => ({ ...any, ecosystem: 'npm' as const, name: any.ecosystem === 'npm' ? any.name : 'lodash' })), { selector: entryKey, maxLength: 4 })
    .chain((packages) => files.map((any) => ({ ...any, imports: [], exemptions: [], requires: 'safe-to-run', packages })));

  test('after approval, all proposals are certified, and no certification is lost', () => {
    fc.assert(
      fc.property(shipping, certified, (functions, before) => {
        const proposals = proposalsFor(functions, before, TODAY);
        const after = approved(before, proposals);
        expect(proposalsFor(functions, after, TODAY)).toEqual({ candidates: [], blocked: proposals.blocked });
        const renewed = proposals.candidates.flatMap(({ renews }) => (renews ? [entryKey(renews)] : []));
        for (const old of before.packages) if (!renewed.includes(entryKey(old))) expect(after.packages).toContain(old);
        expect(new Set(after.packages.map(entryKey)).size).toBe(after.packages.length);
      }),
    );
  });

  test('an entry is unused if its removal changes no result', () => {
    fc.assert(
      fc.property(shipping, certified, (functions, before) => {
        const short = (content: CertifiedFile) =>
          functions.flatMap(({ path, packages }) => shortfallsOf(packages, { certified: setOf(content), functionPath: path, today: TODAY }))
            .map(({ problem }) => problem).join();
        const pruned = withoutEntries(before, unusedEntries(functions, setOf(before), TODAY));
        expect(short(pruned)).toBe(short(before));
        for (const used of pruned.packages) {
          const packages = pruned.packages.filter((other) => other !== used);
          expect(short({ ...pruned, packages })).not.toBe(short(before));
        }
      }),
    );
  });
});
