import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { entry, fileOf, hash, shipped } from './entries';
import { CertifiedFile, certifiedFileText, CertifiedPackage, Import } from '../../../lib/dependencies/certification/certified-file';
import { CertifiedSet } from '../../../lib/dependencies/certification/certified-set';
import { contentsText } from '../../../lib/dependencies/certification/contents-file';
import { importHash } from '../../../lib/dependencies/certification/imports';
import { shortfallsOf } from '../../../lib/dependencies/certification/judge-packages';
import { contentDigest, filesFrom, hashOf } from '../../../lib/dependencies/content/files';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-set-'))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Writes the file of another repository, and a file that imports it. */
function theirs(packages: readonly CertifiedPackage[], more: Partial<CertifiedFile> = {}, at = 'platform/certified-dependencies.json'): Import {
  const text = certifiedFileText(fileOf(packages, more));
  fs.mkdirSync(path.dirname(path.join(folder, at)), { recursive: true });
  fs.writeFileSync(path.join(folder, at), text);
  return { from: at.includes('node_modules') ? at.replace(/^.*node_modules\//, '') : `../${at}`, hash: importHash(text) };
}

const setOf = (file: CertifiedFile) => CertifiedSet.of(file, path.join(folder, 'orders/c.json'));
const problems = (file: CertifiedFile, ships = shipped()) =>
  shortfallsOf([ships], { certified: setOf(file), functionPath: 'Orders/Create', today: '2026-06-01' }).map(({ problem, detail }) => `${problem}: ${detail}`);

describe('imports certify', () => {
  test('packages that another file certifies for all functions', () => {
    expect(problems(fileOf([], { imports: [theirs([entry()])] }))).toEqual([]);
    expect(problems(fileOf([], { imports: [theirs([entry({ scope: ['Orders'] })])] }))).toEqual(['uncertified: is not certified']);
  });

  test('by a file of an installed package', () => {
    expect(problems(fileOf([], { imports: [theirs([entry()], {}, 'node_modules/@acme/certified/c.json')] }))).toEqual([]);
  });

  test('by the contents beside the file', () => {
    const files = filesFrom([['index.js', hashOf('1')]]);
    const imported = theirs([entry({ content: contentDigest(files) })]);
    fs.writeFileSync(path.join(folder, 'platform/certified-dependencies.contents.json'), contentsText([{ package: 'npm:lodash@4.17.21', files }]));
    expect(problems(fileOf([], { imports: [imported] }), shipped({ files }))).toEqual([]);
    expect(problems(fileOf([], { imports: [imported] }), shipped({ files: filesFrom([['index.js', hashOf('2')]]) }))).toEqual([expect.stringMatching(/^wrong-content: .*index\.js \(changed\)$/)]);
  });

  test('nothing by exemptions, ignored advisories or further imports', () => {
    const exemptions = [{ ecosystem: 'npm' as const, name: 'lodash', version: '4.17.21', integrity: hash(1), since: '2026-01-01', reason: 'r' }];
    expect(problems(fileOf([], { imports: [theirs([], { exemptions })] }))).toEqual(['uncertified: is not certified']);
    expect(problems(fileOf([], { imports: [theirs([], { imports: [{ from: './absent.json', hash: hash(1, 'sha256') }] })] }))).toEqual(['uncertified: is not certified']);
  });

  test('nothing by a file that has changed since it was pinned', () => {
    const imported = theirs([entry()]);
    fs.appendFileSync(path.join(folder, 'platform/certified-dependencies.json'), ' ');
    expect(() => setOf(fileOf([], { imports: [imported] }))).toThrow(`but ${imported.hash} is pinned: review the changes, and run npx cdk-sec3 certify --import ../platform`);
  });

  test('nothing by an absent file', () => {
    expect(() => setOf(fileOf([], { imports: [{ from: '../absent.json', hash: hash(1, 'sha256') }] }))).toThrow('../absent.json, which it imports, does not exist');
    expect(() => setOf(fileOf([], { imports: [{ from: '@acme/absent/c.json', hash: hash(1, 'sha256') }] }))).toThrow('@acme/absent/c.json, which it imports, does not exist');
  });
});

describe('criteria', () => {
  const required = { requires: 'reviewed' };

  test('certify if they imply the required one', () => {
    const criteria = { audited: { description: 'd', implies: ['reviewed'] } };
    expect(problems(fileOf([entry({ criteria: 'audited' })], { ...required, criteria }))).toEqual([]);
    expect(problems(fileOf([entry({ criteria: 'safe-to-run' })], required))).toEqual(['insufficient-criteria: is certified as safe-to-run by ana@example.com, and reviewed is required']);
  });

  test('of another file certify by a mapping to those of this one', () => {
    const imported = theirs([entry({ criteria: 'pentested' })], { criteria: { pentested: { description: 'd', implies: [] } } });
    expect(problems(fileOf([], { imports: [imported] }))).toEqual([expect.stringMatching(/^insufficient-criteria: is certified as pentested/)]);
    expect(problems(fileOf([], { ...required, imports: [{ ...imported, criteria: { pentested: 'reviewed' } }] }))).toEqual([]);
    expect(problems(fileOf([], { requires: 'ours', criteria: { ours: { description: 'd', implies: [] } }, imports: [imported] }))).toEqual([expect.stringMatching(/^insufficient/)]);
    const criteria = { ours: { description: 'd', implies: ['reviewed'] } };
    expect(problems(fileOf([], { requires: 'ours', criteria, imports: [{ ...imported, criteria: { pentested: 'ours' } }] }))).toEqual([]);
    // A mapped criterion implies the same as everywhere in this file.
    expect(problems(fileOf([], { criteria, imports: [{ ...imported, criteria: { pentested: 'ours' } }] }))).toEqual([]);
    expect(problems(fileOf([], { imports: [{ ...imported, criteria: { pentested: 'reviewed' } }] }))).toEqual([]);
    const weak = { ours: { description: 'd', implies: ['safe-to-run'] } };
    expect(problems(fileOf([], { ...required, criteria: weak, imports: [{ ...imported, criteria: { pentested: 'ours' } }] }))).toEqual([expect.stringMatching(/^insufficient/)]);
  });
});

describe('approved differences', () => {
  const delta = (from: string, version: string, changes: Partial<CertifiedPackage> = {}) => entry({ from, version, ...changes });

  test.each([
    ['from a certified version', [entry({ version: '4.17.20' }), delta('4.17.20', '4.17.21')], []],
    ['in a chain', [entry({ version: '4.17.19' }), delta('4.17.19', '4.17.20'), delta('4.17.20', '4.17.21')], []],
    ['from a version in a certified range', [entry({ range: '~4.16.0' }), delta('4.16.3', '4.17.21')], []],
    ['from a version that is not certified', [delta('4.17.20', '4.17.21')], ['uncertified: is certified by its difference to 4.17.20, which is not certified itself']],
    ['in a circle', [delta('4.17.21', '4.17.20'), delta('4.17.20', '4.17.21')], ['uncertified: is certified by its difference to 4.17.20, which is not certified itself']],
    [
      'from an expired version', [entry({ version: '4.17.20', expires: '2026-01-02' }), delta('4.17.20', '4.17.21')],
      ['uncertified: is certified by its difference to 4.17.20, which is not certified itself'],
    ],
    [
      'with another archive', [entry({ version: '4.17.20' }), delta('4.17.20', '4.17.21', { integrity: hash(2) })],
      [expect.stringMatching(/^wrong-integrity/)],
    ],
  ])('%s', (_, packages, expected) => expect(problems(fileOf(packages))).toEqual(expected));

  test('from an exemption', () => {
    const exemptions = [{ ecosystem: 'npm' as const, name: 'lodash', version: '4.17.20', integrity: hash(1), since: '2026-01-01', reason: 'r' }];
    expect(problems(fileOf([delta('4.17.20', '4.17.21')], { exemptions }))).toEqual([]);
  });
});

test('an exemption covers one version with one content, for any required criterion', () => {
  const exemptions = [{ ecosystem: 'npm' as const, name: 'lodash', version: '4.17.21', integrity: hash(1), since: '2026-01-01', reason: 'r' }];
  expect(problems(fileOf([], { exemptions, requires: 'reviewed' }))).toEqual([]);
  expect(problems(fileOf([], { exemptions }), shipped({ version: '4.17.22' }))).toEqual(['uncertified: is not certified in this version, only in 4.17.21']);
  expect(problems(fileOf([], { exemptions }), shipped({ integrity: hash(2) }))).toEqual([expect.stringMatching(/^wrong-integrity: .* an exemption approved/)]);
});

test('a copy in another package is certified with that package', () => {
  expect(problems(fileOf([]), shipped({ vendoredIn: 'pip@24.0' }))).toEqual([]);
});
