import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth } from './cdk';
import { cli } from '../cli/harness';

jest.setTimeout(300_000);

const EXAMPLES = path.resolve(__dirname, '../../examples');
const folders = fs.readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'cdk.out').map(({ name }) => name);
const apps = folders.filter((name) => fs.existsSync(path.join(EXAMPLES, name, 'cdk.json')));
/** Examples that `npm run demo:...` runs. */
const DEMOS = ['attack', 'bulletins', 'fuzz'];
const read = (...file: string[]) => fs.readFileSync(path.join(EXAMPLES, ...file), 'utf8');

test('each example is listed and describes itself', () => {
  const listed = [...read('README.md').matchAll(/^\| \[([\w-]+)\]\(\1\) \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(folders.filter((name) => !DEMOS.includes(name)).sort());
  for (const name of listed) expect(read(name, 'README.md')).toMatch(/^# /);
  const links = ['.', ...listed].flatMap((name) => [...read(name, 'README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => path.join(EXAMPLES, name, to)));
  expect(links.filter((file) => !fs.existsSync(file))).toEqual([]);
});

describe.each(apps)('examples/%s', (name) => {
  const passes = name !== 'legacy';

  test(passes ? 'passes the gate, and has something judged' : 'is stopped by the gate', () => {
    expect(JSON.parse(read(name, 'cdk.json')).app).toBe('npx tsx app.ts');
    const { status, violations, outdir } = cdkSynth(path.join(EXAMPLES, name, 'app.ts'));
    const errors = violations.filter(({ severity }) => severity !== 'warning').map(({ ruleName }) => ruleName);
    expect({ status, errors: errors.length > 0 }).toEqual({ status: passes ? 0 : 1, errors: !passes });
    // Except for the fuzzed ones, an example has a function, so that it has warnings about the account.
    if (name !== 'orders') expect(violations.length).toBeGreaterThan(0);
    expect(fs.readdirSync(outdir)).toContain('manifest.json');
    expect(read(name, 'README.md')).toContain(passes ? 'exit code 0' : 'exit code 1');
  });
});

describe('examples/sam', () => {
  const check = (...args: string[]) => cli(['check', ...args], { cwd: path.join(EXAMPLES, 'sam') });

  test('fails as on the first day, with an error for each line of the table', async () => {
    const { code, out } = await check('first-day.yaml', '--format', 'json');
    expect(code).toBe(1);
    const ids: string[] = JSON.parse(out).findings.filter(({ level }: any) => level === 'error').map(({ id }: any) => id);
    expect([...new Set(ids.map((id) => id.split('[')[0]))].sort()).toEqual([
      'Sec3-ApiAccessLogged', 'Sec3-ApiTlsPolicy', 'Sec3-ApiWafAssociated', 'Sec3-FunctionRoleLeastPrivilege', 'Sec3-MethodAuthorized',
      'Sec3-MethodBodyValidated', 'Sec3-NoPlaintextSecretInEnvironment', 'Sec3-RuntimeSupported',
    ]);
    expect(read('sam', 'README.md').match(/^\| (?!error|---)/gm)).toHaveLength(7);
  });

  test('passes with its baseline, which has no fixed findings', async () => {
    const { code, out } = await check('first-day.yaml', '--baseline', 'sec3-baseline.json', '--fail-on', 'warning');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/no new findings, \d+ in the baseline/) });
    expect(out).not.toContain('fixed');
  });

  test('passes in its corrected form', async () => {
    expect((await check('template.yaml')).code).toBe(0);
  });
});
