import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { generatedPart, withGenerated } from '../../projenrc/generated';
import { policy } from '../runtime-guard/native/guarded';
import { PYTHON_PACKAGES } from '../runtime-guard/packages/python-packages';
import { PackageResult, packageTable } from '../runtime-guard/packages/table';
import { problemOf, strictTrial, trial, TrialProps, TrialResult } from '../runtime-guard/packages/trial';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { pipInstall, pythonReleases } from '../tools/python-releases';

jest.setTimeout(600_000);

const DOCUMENT = path.join(__dirname, '../../docs/python-packages.md');
const STANDARD = policy('alert', { modes: { childProcess: 'block', nativeAddon: 'block', inspector: 'block', network: 'block' } });
/** The newest release that all of the packages have wheels for. */
const python = pythonReleases().filter(({ minor }) => minor <= '3.13').pop()!;
const names = Object.keys(PYTHON_PACKAGES);
const results: PackageResult[] = [];
let folder: string;
let props: TrialProps;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-packages-'));
  props = { python, runtime: path.join(folder, 'runtime'), task: path.join(folder, 'task'), layer: unpackLayer() };
  pipInstall(python, props.runtime, ['awslambdaric==4.2.2']);
  pipInstall(python, props.task, names.map((name) => `${name}==${PYTHON_PACKAGES[name]}`));
  fs.cpSync(path.join(__dirname, '../runtime-guard/functions/python-packages'), props.task, { recursive: true });
});
afterAll(() => {
  for (const made of [folder, props.layer]) fs.rmSync(made, { recursive: true, force: true });
});

describe.each(names)('%s', (name) => {
  let plain: TrialResult;

  beforeAll(async () => {
    plain = await trial(props, name, 'invocation');
  });

  test('does its work without a guard', () => expect(plain).toEqual({ answer: expect.any(String), error: undefined, events: [] }));

  test('does the same under alert only, whenever it is made', async () => {
    for (const made of ['import', 'invocation'] as const) {
      expect(await trial(props, name, made, policy('alert'))).toMatchObject({ answer: plain.answer, error: undefined });
    }
  });

  test('standard and strict', async () => {
    const tried = [await trial(props, name, 'import', STANDARD), await trial(props, name, 'invocation', STANDARD)];
    const [standard] = tried.map((result) => problemOf(result, plain.answer!)).filter((problem) => problem !== undefined);
    results.push({ name, version: PYTHON_PACKAGES[name], standard, ...(await strictTrial(props, name, plain.answer!)) });
  });
});

/** A failure of this test means: run it with SEC3_WRITE_TABLES=1, read what changed, and commit what it writes. */
test('the table in the documents says what strict stops, and what the way out is', () => {
  const table = packageTable(results);
  const document = fs.readFileSync(DOCUMENT, 'utf8');
  if (process.env.SEC3_WRITE_TABLES === '1') fs.writeFileSync(DOCUMENT, withGenerated(document, 'python-packages', table));
  expect(generatedPart(fs.readFileSync(DOCUMENT, 'utf8'), 'python-packages')).toBe(table);
});

test('only native code and processes stop under standard; under strict also temporary files, where all is made at import', () => {
  expect(results.length).toBeGreaterThanOrEqual(25);
  expect(results.flatMap(({ standard }) => standard ?? []).filter((category) => !['nativeAddon', 'childProcess'].includes(category))).toEqual([]);
  const stopped = results.flatMap(({ name, atImport }) => (atImport.problem === undefined ? [] : [`${name}: ${atImport.problem}`]));
  expect(stopped.sort()).toEqual(['openpyxl: fileWrite', 'pandas: nativeAddon']);
});
