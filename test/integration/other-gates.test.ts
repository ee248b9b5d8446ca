import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth, temporaryFolder } from '../e2e/cdk';
import { FOUND, Found } from '../shortfalls/found';
import { cdkNag, checkov, GateRun, Said, Scene, sec3, writeScene } from '../shortfalls/gates';
import { SHORTFALLS, Templates } from '../shortfalls/shortfalls';
import { PythonTool } from '../tools/python-tool';

const ROOT = path.resolve(__dirname, '../..');

let command: PythonTool;
let outdir: string;

jest.setTimeout(900_000);

beforeAll(() => {
  // Findings are expected; their text and the exit code are not tested.
  jest.spyOn(console, 'error').mockImplementation(() => {});
  command = new PythonTool('checkov', '3.3.30');
  ({ outdir } = cdkSynth(path.join(ROOT, 'examples/orders/app.ts'), ['-c', 'reservedConcurrency=20']));
});

afterAll(() => {
  process.exitCode = 0;
});

test('docs/comparison.md explains each finding of checkov on examples/orders', () => {
  const { stdout } = command.run(['--file', 'Orders.template.json', 'Security.template.json', '--framework', 'cloudformation', '--compact', '--output', 'json'], outdir);
  const { results } = JSON.parse(stdout) as { results: { passed_checks: unknown[]; failed_checks: { check_id: string }[] } };
  expect(results.passed_checks.length).toBeGreaterThan(100);
  const justified = [...fs.readFileSync(path.join(ROOT, 'docs/comparison.md'), 'utf8').matchAll(/^\| (CKV_AWS_\d+),/gm)].map(([, id]) => id);
  expect([...new Set(results.failed_checks.map(({ check_id: id }) => id))].sort()).toEqual(justified.sort());
});

test('each gate finds the shortfalls that docs/shortfalls.md attributes to it', () => {
  const original = () => Object.fromEntries(['Orders', 'Security'].map((name) => [name, read(path.join(outdir, `${name}.template.json`))])) as unknown as Templates;
  const folder = temporaryFolder();
  const scene = (name: string, change: (templates: Templates) => void): Scene => {
    const templates = original();
    change(templates);
    return writeScene(path.join(folder, name), templates, original());
  };
  const scenes = [scene('orders', () => {})];
  const places = SHORTFALLS.map(({ breaks, right }, i) => {
    const wrong = scenes.push(scene(`${i}-wrong`, breaks)) - 1;
    return { wrong, right: right ? scenes.push(scene(`${i}-right`, right)) - 1 : 0 };
  });

  const gates: { readonly [key in keyof Found]: GateRun } = { sec3, cdkNag, checkov: checkov((args, cwd) => command.run(args, cwd).stdout) };
  const said = Object.entries(gates).map(([key, gate]) => [key, gate(scenes)] as const);
  const found = SHORTFALLS.map(({ text }, i) => {
    const { wrong, right } = places[i];
    return [text, Object.fromEntries(said.map(([key, of]) => [key, rulesIn(of[wrong], of[right])]))];
  });
  expect(Object.fromEntries(found)).toEqual(FOUND);
});

/** Returns the rules with findings in one workload but not in the other. */
function rulesIn(wrong: Said, right: Said): string[] {
  return [...new Set([...wrong].filter((finding) => !right.has(finding)).map((finding) => finding.split(' ')[0]))].sort();
}

function read(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
