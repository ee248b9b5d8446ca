import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth, lines, temporaryFolder, type CdkRun } from './cdk';
import { cli } from '../cli/harness';

const REPOSITORY = path.resolve(__dirname, '../..');
const STACKS = 10;

jest.setTimeout(300_000);

/**
 * Returns the legacy example, with its three functions in each of ten stacks. On day two, a token is added to one, and a secret is removed from
 * another.
 */
function grown(folder: string): string {
  const example = path.join(REPOSITORY, 'examples/legacy');
  fs.cpSync(path.join(example, 'handlers'), path.join(folder, 'handlers'), { recursive: true });
  fs.symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(folder, 'node_modules'));
  const edits: readonly [from: string, to: string][] = [
    ["new LegacyOrders(app, 'LegacyOrders');", `for (let i = 0; i < ${STACKS}; i += 1) new LegacyOrders(app, \`Orders\${i}\`);`],
    ['Sec3.enforce(app);', 'Sec3.enforce(app, { baseline: process.env.BASELINE });'],
    ["JWT_SECRET: 'k7Jd93hFq2LxZp0sVb8TnW4y',", "...(globalThis.process.env.DAY_TWO && id === 'Orders4' ? {} : { JWT_SECRET: 'k7Jd93hFq2LxZp0sVb8TnW4y' }),"],
    ['new CfnOutput(', "if (globalThis.process.env.DAY_TWO && id === 'Orders3') status.addEnvironment('API_TOKEN', 'Zk2Jd93hFq2LxZp0sVb8TnWq');\n    new CfnOutput("],
  ];
  const source = edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, fs.readFileSync(path.join(example, 'app.ts'), 'utf8'));
  const app = path.join(folder, 'app.ts');
  fs.writeFileSync(app, source);
  return app;
}

let folder: string;
let app: string;
let first: CdkRun;

beforeAll(() => {
  folder = temporaryFolder();
  app = grown(folder);
  first = cdkSynth(app);
});

test('an app with hundreds of findings adopts a baseline, and then only new findings fail', async () => {
  const baseline = path.join(folder, 'sec3-baseline.json');
  expect(first.status).toBe(1);
  const { code, out } = await cli(['check', first.outdir]);
  expect(code).toBe(1);
  const screen = out.split('\n').slice(0, 25);
  expect(screen.filter((line) => line.length > 100)).toEqual([]);
  expect(screen[0]).toMatch(/^✖ SEC 3: \d{3} errors, \d{3} warnings/);
  expect(screen[1]).toMatch(/ over \d{3} resources in 10 templates/);
  const spot = String.raw`ERROR [^]*\n {3}at Orders\d/\S+ \(\S+/app\.ts:\d+:\d+\)[^]*\n {3}[A-Z]`;
  expect(screen.join('\n')).toMatch(new RegExp(`1\\. ${spot}[^]*2\\. ${spot}[^]*3\\. ${spot}`));
  expect(screen.join(' ')).toMatch(/and 39 +other +resources/);
  expect(out.split('\n').length).toBeLessThan(200);

  expect((await cli(['check', first.outdir, '--baseline', baseline, '--update-baseline'])).code).toBe(0);
  expect((await cli(['check', first.outdir, '--baseline', baseline, '--fail-on', 'warning'])).code).toBe(0);

  const second = cdkSynth(app, [], { BASELINE: baseline, DAY_TWO: '1' });
  expect(second.status).toBe(1);
  const [mistake, ...rest] = lines(second.violations);
  expect(mistake).toBe('error Sec3-NoPlaintextSecretInEnvironment[literal] Orders3/OrderStatus/Resource');
  expect(rest).toEqual(['info Sec3-Baseline']);
  expect(second.violations[1].description).toMatch(/; 1 fixed: Sec3-NoPlaintextSecretInEnvironment\[literal\] at Orders4\/CreateOrder\/Resource Properties\.Environment\.Variables\.JWT_SECRET$/);

  const after = await cli(['check', second.outdir, '--baseline', baseline]);
  expect([after.code, after.out.match(/^[A-Z]+ Sec3-.*$/gm)]).toEqual([1, ['ERROR Sec3-NoPlaintextSecretInEnvironment (1 finding)']]);
  expect(after.out).toContain('Sec3-NoPlaintextSecretInEnvironment[literal]  Orders4/CreateOrder/Resource');
  expect((await cli(['check', second.outdir, '--baseline', baseline, '--update-baseline'])).err).toContain('1 added, 1 removed');

  const third = cdkSynth(app, ['--strict'], { BASELINE: baseline, DAY_TWO: '1' });
  expect(lines(third.violations)).toEqual(['info Sec3-Baseline']);
  expect(third.output).not.toContain('API_TOKEN');
});

test('templates without an app do too: the baseline matches after files are renamed and resources reordered', async () => {
  const bare = (place: string, template: string) => path.join(folder, `${place}.${template}.json`);
  const names = Array.from({ length: STACKS }, (_, index) => `Orders${index}`);
  const check = (place: string, ...options: string[]) => cli(['check', ...names.map((name) => bare(place, name)), '--baseline', path.join(folder, 'templates.json'), ...options]);
  const read = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const name of names) {
    const { Resources, Parameters } = read(path.join(first.outdir, `${name}.template.json`));
    const plain = Object.entries<any>(Resources).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata').map(([id, { Metadata, ...resource }]) => [id, resource]);
    fs.writeFileSync(bare('old', name), JSON.stringify({ Parameters, Resources: Object.fromEntries(plain) }));
  }
  expect((await check('old', '--update-baseline')).code).toBe(0);

  for (const name of names) {
    const { Resources, Parameters } = read(bare('old', name));
    fs.writeFileSync(bare('new', name), JSON.stringify({ Resources: Object.fromEntries(Object.entries(Resources).reverse()), Parameters }, null, 4));
    fs.rmSync(bare('old', name));
  }
  const moved = await check('new', '--fail-on', 'warning');
  expect([moved.code, moved.out.split('\n')[0]]).toEqual([0, expect.stringMatching(/^✔ SEC 3: no new findings, \d{3} in the baseline$/)]);

  const file = bare('new', 'Orders3');
  const template = read(file);
  const { Resources: resources } = template;
  const variables = (id: RegExp) => resources[Object.keys(resources).find((name) => id.test(name))!].Properties.Environment.Variables;
  variables(/^OrderStatus[0-9A-F]{8}$/).API_TOKEN = 'Zk2Jd93hFq2LxZp0sVb8TnWq';
  delete variables(/^CreateOrder[0-9A-F]{8}$/).JWT_SECRET;
  fs.writeFileSync(file, JSON.stringify(template, null, 1));
  const after = await check('new');
  expect([after.code, after.out.match(/^[A-Z]+ Sec3-.*$/gm)]).toEqual([1, ['ERROR Sec3-NoPlaintextSecretInEnvironment (1 finding)']]);
  expect(after.out).toMatch(/variable API_TOKEN [^]*new\.Orders3\.json:\d+:\d+/);
  const updated = await check('new', '--update-baseline');
  expect([updated.code, updated.err]).toEqual([0, expect.stringContaining('1 added, 1 removed')]);
  expect(updated.out).toMatch(/FIXED[^]*NoPlaintextSecretInEnvironment\[literal\] +CreateOrder\w+ +Properties\.Environment\.Variables\.JWT_SECRET/);
});
