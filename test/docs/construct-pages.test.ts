import * as fs from 'fs';
import * as path from 'path';
import { deployedPart } from '../../projenrc/construct-pages/page';
import { CONSTRUCTS, constructPages, pageName } from '../../projenrc/construct-pages/pages';
import { constructPicture } from '../../projenrc/construct-pages/picture';
import { REASONS, reasonOf } from '../../projenrc/construct-pages/reasons';
import { leftoversOfConstructs } from '../../projenrc/deployment-tables';
import { generatedPart } from '../../projenrc/generated';

jest.setTimeout(300_000);

const FOLDER = path.join(__dirname, '../../docs/constructs');
const pages = constructPages();
const each = pages.map((page) => [page.name, page] as const);
const read = (file: string): string => fs.readFileSync(file, 'utf8');

test('the constructs of the library and the pages are the same', () => {
  expect(CONSTRUCTS).toEqual(expect.arrayContaining(['SecureFunction', 'SecureRestApi', 'SecretAudit', 'VaultSecret']));
  const written = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.md'));
  expect(written.sort()).toEqual(CONSTRUCTS.map((name) => `${pageName(name)}.md`).sort());
});

test.each(each)('the example of %s passes the gate', (_, { findings }) => {
  expect(findings).toEqual([]);
});

test.each(each)('the page of %s lists what the example deploys; npm run docs updates it', (_, page) => {
  expect(generatedPart(read(page.file), 'deployed')).toBe(deployedPart(page));
});

test.each(each.filter(([, { resources }]) => resources.length > 0))('the diagram of %s shows what the example deploys; npm run docs updates it', async (_, page) => {
  expect(read(page.file.replace(/md$/, 'svg'))).toBe(await constructPicture(page));
});

test.each(each)('the page of %s has all sections in order', (_, { file, name }) => {
  const headings = read(file).split('\n').filter((line) => /^#+ /.test(line));
  const parts = ['Smallest example', 'What is deployed', 'What it costs', 'Alarms', 'Quotas', 'Permissions', 'After deletion', 'Change it', 'What it does not do'];
  expect(headings).toEqual([`# ${name}`, ...parts.map((part) => `## ${part}`)]);
});

test('docs/deploy.md lists what all constructs leave behind; npm run docs updates it', () => {
  const leftovers = leftoversOfConstructs(pages);
  expect(generatedPart(read(path.join(FOLDER, '../deploy.md')), 'leftovers')).toBe(leftovers);
  expect(leftovers).toMatch(/\[RotatedSecret\].* \| .*`AWS::SecretsManager::Secret`/);
  expect(leftovers).toMatch(/\[InspectorScanning\].* scans of Amazon Inspector/);
});

test('every reason belongs to a resource', () => {
  const used = new Set(pages.flatMap(({ resources }) => resources.map(reasonOf)));
  expect(REASONS.map(({ why }) => why).filter((why) => !used.has(why))).toEqual([]);
});

test('a resource without a reason is an error that names it', () => {
  expect(() => reasonOf({ Type: 'AWS::EC2::Instance', path: 'Server' })).toThrow('AWS::EC2::Instance at Server');
});
