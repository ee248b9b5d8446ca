import * as fs from 'fs';
import * as path from 'path';
import { PackageResult, packageTable } from './table';
import { problemOf, strictTrial, trial, TrialProps, TrialResult } from './trial';
import { generatedPart, withGenerated } from '../../../projenrc/generated';
import { policy } from '../native/guarded';

/** Packages to test: versions by the names that functions/ uses for their work. */
export interface PackageSuite {
  readonly versions: { readonly [name: string]: string };
  /** Called once before the first trial. */
  readonly prepare: () => TrialProps;
  /** Document that contains the table, and the name of its part. */
  readonly document: string;
  readonly part: string;
  /** Packages that fail under `strict` even if they create everything at import, as `name: category`. */
  readonly stopped: readonly string[];
}

interface Tried {
  readonly plain: TrialResult;
  readonly alerted: readonly TrialResult[];
  readonly result: PackageResult;
}

const AT_ONCE = 3;
const STANDARD = policy('alert', { modes: { childProcess: 'block', nativeAddon: 'block', inspector: 'block', network: 'block' } });
const SECONDS = 1000;

/** Runs the work of each package without a guard and under each policy, and compares the results with the table in the documents. */
export function testPackages({ versions, prepare, document, part, stopped }: PackageSuite): void {
  const names = Object.keys(versions);
  const tried = new Map<string, Tried>();

  beforeAll(async () => {
    const props = prepare();
    const left = [...names];
    const work = async () => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) tried.set(name, await tryPackage(props, name, versions[name]));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, 1200 * SECONDS);

  test.each(names)('%s gives the same answer without a guard and under alert only, at import and in the invocation', (name) => {
    const { plain, alerted } = tried.get(name)!;
    expect(plain).toMatchObject({ answer: expect.any(String), error: undefined, events: [] });
    for (const each of alerted) expect(each).toMatchObject({ answer: plain.answer, error: undefined });
  });

  /** If this test fails, run it with SEC3_WRITE_TABLES=1, review the changes, and commit the result. */
  test('the table in the documents lists what strict stops, and the remedies', () => {
    const table = packageTable(names.map((name) => tried.get(name)!.result));
    const file = path.join(__dirname, '../../../docs', document);
    if (process.env.SEC3_WRITE_TABLES === '1') fs.writeFileSync(file, withGenerated(fs.readFileSync(file, 'utf8'), part, table));
    expect(generatedPart(fs.readFileSync(file, 'utf8'), part)).toBe(table);
  });

  test('only native code and processes stop under standard; with creation at import, only known packages stop under strict', () => {
    const results = [...tried.values()].map(({ result }) => result);
    expect(results.flatMap(({ standard }) => standard ?? []).filter((category) => !['nativeAddon', 'childProcess'].includes(category))).toEqual([]);
    expect(results.flatMap(({ name, atImport }) => (atImport.problem === undefined ? [] : [`${name}: ${atImport.problem}`])).sort()).toEqual([...stopped].sort());
  });
}

async function tryPackage(props: TrialProps, name: string, version: string): Promise<Tried> {
  const plain = await trial(props, name, 'invocation');
  const alerted = [await trial(props, name, 'import', policy('alert')), await trial(props, name, 'invocation', policy('alert'))];
  const answer = plain.answer ?? '';
  const tried = [await trial(props, name, 'import', STANDARD), await trial(props, name, 'invocation', STANDARD)];
  const [standard] = tried.map((result) => problemOf(result, answer)).filter((problem) => problem !== undefined);
  return { plain, alerted, result: { name, version, standard, ...(await strictTrial(props, name, answer)) } };
}
