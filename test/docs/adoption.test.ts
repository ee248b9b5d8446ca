import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ts from 'typescript';
import * as yaml from 'yaml';
import { parseConfig } from '../../lib/cli/config';
import { SEC3_RULES } from '../../lib/secure/rules';

const REPOSITORY = path.resolve(__dirname, '../..');
const page = fs.readFileSync(path.join(REPOSITORY, 'docs/adoption.md'), 'utf8');
const blocks = (language: string): [heading: string, code: string][] => {
  return page.split(/^## /m).slice(1).flatMap((section) => {
    return [...section.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, code]): [string, string] => [section.split('\n')[0], code]);
  });
};

interface Synthesized {
  readonly failed: boolean;
  readonly said: string;
}

/** Runs a block on an app with a secret that no one rotates, as `cdk synth` would. */
function run(code: string): Synthesized {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-adoption-'));
  const errors = jest.spyOn(console, 'error').mockImplementation();
  try {
    const app = new App({ outdir });
    new Secret(new Stack(app, 'Orders'), 'Key');
    const { outputText } = ts.transpileModule(code.replace('declare const app: App;', ''), { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    new Function('require', 'exports', 'app', outputText)((name: string) => jest.requireActual(name), {}, app);
    let thrown = '';
    try {
      app.synth();
    } catch (e) {
      thrown = (e as Error).message;
    }
    return { failed: thrown !== '', said: `${errors.mock.calls.flat().join('\n')}\n${thrown}` };
  } finally {
    errors.mockRestore();
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

describe('the guide for existing apps', () => {
  const code = new Map(blocks('ts'));

  test('has code for each step that needs it', () => {
    expect([...code.keys()]).toEqual(['2. The gate, warning', '3. Rule by rule', '4. Acknowledge what you accept', '5. All functions at once', '7. No warnings left']);
  });

  test.each([
    ['2. The gate, warning', false],
    ['3. Rule by rule', true],
    ['4. Acknowledge what you accept', true],
    ['5. All functions at once', true],
    ['7. No warnings left', true],
  ])('%s: synthesis of an app with a finding fails: %s', (step, fails) => {
    const { failed, said } = run(code.get(step)!);
    expect(said).toContain('no rotation schedule refers to this secret');
    expect(failed).toBe(fails);
  });

  test('an acknowledged finding is not reported in its step', () => {
    expect(run(code.get('4. Acknowledge what you accept')!).said).not.toMatch(/Partner\/PartnerKey[^]*no rotation schedule/);
  });

  test('matches the code of examples/adoption, which is compiled with all examples', () => {
    const folder = path.join(REPOSITORY, 'examples/adoption');
    const files = fs.readdirSync(folder).filter((file) => file.endsWith('.ts')).map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
    expect([...code.values()].sort()).toEqual(files.sort());
  });

  test('its example of a configuration is valid', () => {
    const [[, text]] = blocks('yaml');
    expect(parseConfig(text, 'sec3.yaml', SEC3_RULES).acknowledgements).toHaveLength(yaml.parse(text).acknowledgements.length);
  });

  test('its links lead to existing files', () => {
    for (const [, target] of page.matchAll(/\]\((\.[^)]+)\)/g)) expect(fs.existsSync(path.join(REPOSITORY, 'docs', target))).toBe(true);
  });
});
