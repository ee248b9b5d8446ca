import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { anchorsOf, brokenLinks, linksIn } from '../../projenrc/links';

const ROOT = path.resolve(__dirname, '../..');
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
const documents = listed.filter((file) => file !== '' && fs.existsSync(path.join(ROOT, file)));

test('documents of users and of maintainers are checked', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'RULES.md', 'API.md', 'docs/gate.md', 'docs/constructs/secure-rest-api.md', 'lib/gate/README.md']));
});

test.each(documents)('links of %s lead to existing files and headings', (file) => {
  expect(brokenLinks(ROOT, file)).toEqual([]);
});

test('the README has only absolute links, because npm and Construct Hub show it too', () => {
  const links = linksIn(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8'));
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
});

test('the README has at most 180 lines', () => {
  expect(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(180);
});

test('the index lists all documents', () => {
  const index = linksIn(fs.readFileSync(path.join(ROOT, 'docs/README.md'), 'utf8')).map((link) => path.normalize(path.join('docs', link.split('#')[0])));
  // Architecture is for maintainers; CONTRIBUTING links to it.
  const pages = documents.filter((file) => file.startsWith('docs/') && !['docs/README.md', 'docs/architecture.md'].includes(file));
  expect(pages.filter((file) => !index.includes(file))).toEqual([]);
});

describe('broken links', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-links-'));
  const broken = (text: string) => {
    fs.writeFileSync(path.join(folder, 'page.md'), `# A page: of \`code\`\n\n## Twice\n\n## Twice\n\n${text}\n`);
    return brokenLinks(folder, 'page.md').map(({ reason }) => reason);
  };
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test.each([
    ['[a](other.md)', ['there is no other.md']],
    ['[a](#there-is-none)', ['page.md has no #there-is-none']],
    ['[a](page.md#a-page-of-code), [b](#twice), [c](#twice-1), [d](#twice-2)', ['page.md has no #twice-2']],
    ['![a](picture.svg)', ['there is no picture.svg']],
    ['[a](https://github.com/cdk-sec3/cdk-sec3/blob/main/page.md#twice)', []],
    ['[a](https://github.com/cdk-sec3/cdk-sec3/blob/main/gone.md)', ['there is no gone.md']],
    ['[a](https://raw.githubusercontent.com/cdk-sec3/cdk-sec3/main/gone.svg)', ['there is no gone.svg']],
    ['[a](https://example.com/gone), `[b](gone.md)`', []],
    ['```md\n[a](gone.md)\n```', []],
  ])('%s', (text, expected) => expect(broken(text)).toEqual(expected));

  test('anchors come from headings outside of code, and from named anchors', () => {
    expect(anchorsOf('# One\n\n```sh\n# no heading\n```\n\n<a name="named" id="cdk.named"></a>\n')).toEqual(new Set(['one', 'named', 'cdk.named']));
  });
});
