import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Drift } from '../../lib/awareness/feed/drift';
import { readFeed } from '../../lib/awareness/feed/feed-document';
import { plainOfHtml } from '../../lib/awareness/feed/text';
import { PythonTool } from '../tools/python-tool';
import { sharedFolder } from '../tools/shared-folder';

jest.setTimeout(300_000);

/** A feed parser in Python, whose source archive has feeds of all kinds, each for one possible mistake of a reader. */
const FEEDPARSER = '6.0.12';

/** A program that prints the results of the parser for files. Sanitizing is disabled, because this reader does it too. */
const ORACLE = `
import feedparser, json, sys
found = {}
for file in json.load(sys.stdin):
    parsed = feedparser.parse(open(file, 'rb').read(), sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo: continue
    found[file] = [dict(id=e.get('id'), title=e.get('title', ''), link=e.get('link'), texts=[e.get('summary', '')] + [c.value for c in e.get('content', [])])
                   for e in parsed.entries]
print(json.dumps(found))
`;

interface OracleEntry {
  readonly id?: string;
  readonly title: string;
  readonly link?: string;
  readonly texts: readonly string[];
}

function corpus(): string[] {
  const folder = sharedFolder(`feedparser-${FEEDPARSER}`, (target) => {
    fs.mkdirSync(target, { recursive: true });
    const wanted = ['--quiet', '--no-deps', '--no-binary', ':all:', '--disable-pip-version-check', `feedparser==${FEEDPARSER}`];
    run('python3', ['-m', 'pip', 'download', '-d', target, ...wanted]);
    const archive = fs.readdirSync(target).find((file) => file.endsWith('.tar.gz'))!;
    run('tar', ['xzf', path.join(target, archive), '-C', target, '--strip-components', '1']);
  });
  const root = path.join(folder, 'tests/wellformed');
  return (fs.readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.xml')).map((file) => path.join(root, file)).sort();
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
}

/** Returns a text as in a message, without the spaces of markup. */
const bare = (text: string): string => plainOfHtml(text, 2000).replace(/\s/g, '');

/** Returns the facts that the other parser finds and an entry lacks. */
function difference(file: string, expected: readonly OracleEntry[]): string | undefined {
  let bulletins;
  try {
    bulletins = readFeed('corpus', fs.readFileSync(file, 'utf8'), new Drift());
  } catch (e) {
    return `rejected: ${(e as Error).message}`;
  }
  if (bulletins.length !== expected.length) return 'number of entries';
  for (const [index, { id, title, link, texts }] of expected.entries()) {
    const { id: ownId, title: ownTitle, link: ownLink, summary } = bulletins[index];
    if (bare(title) !== '' && bare(title) !== bare(ownTitle)) return 'title';
    if (texts.some((text) => bare(text) !== '') && !texts.some((text) => bare(text) === bare(summary))) return 'text';
    if (id && id.length <= 200 && id !== ownId) return 'id';
    if (link && /^https?:/.test(link) && new URL(link).href !== ownLink) return 'link';
  }
  return undefined;
}

test('feeds from the tests of another parser have the same entries, titles, texts, ids and links', () => {
  const python = new PythonTool('feedparser', FEEDPARSER, 'python');
  const { stdout, stderr, status } = python.run(['-c', ORACLE], process.cwd(), JSON.stringify(corpus()));
  if (status !== 0) throw new Error(stderr);
  const found = Object.entries(JSON.parse(stdout) as { [file: string]: OracleEntry[] });
  // An entry with neither title nor text is not news.
  const news = found.filter(([, entries]) => entries.length > 0 && entries.every(({ title, texts }) => title !== '' || texts.some((text) => text !== '')));
  const differences = news.flatMap(([file, entries]) => {
    const what = difference(file, entries);
    return what === undefined ? [] : [{ file: file.replace(/.*wellformed./, ''), what }];
  });
  const kinds = new Map<string, number>();
  for (const { what } of differences) kinds.set(what, (kinds.get(what) ?? 0) + 1);
  process.stdout.write(`Feeds of feedparser ${FEEDPARSER}: ${news.length} with news, ${news.length - differences.length} read the same; ${JSON.stringify([...kinds])}\n`);
  expect(news.length).toBeGreaterThan(700);
  // Known differences: Channel Definition Format, which this reader does not support; titles that only are an image, and texts that look like a tag;
  // titles of Media RSS, chapters of podcasts and frames, which are not the text of an entry.
  const explained = /^(cdf\/|base\/cdf_|rss\/(item_category_image|item_description_not_a_doctype)|psc\/|media-rss\/|sanitize\/item_(xhtml_)?body_iframe)/;
  expect(differences.filter(({ file }) => !explained.test(file)).map(({ file, what }) => `${file}: ${what}`)).toEqual([]);
});
