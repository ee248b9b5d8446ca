import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PlantedHandler } from './handlers';
import { EntryPointFuzzer } from '../../../lib/fuzz/entry-point-fuzzer';
import type { EntryPointReport } from '../../../lib/fuzz/finding';
import { fuzzEntryPoint } from '../../../lib/fuzz/fuzzer';
import { unpackGuard } from '../../../lib/fuzz/runner/unpack-guard';
import { EntryPoint } from '../../../lib/fuzz/targets/entry-points';

/** A resource whose methods have a model for all content types. */
export const CHECKED = {
  resource: '/things',
  checksBody: true,
  checksParameters: true,
  rejectsParameters: false,
  contentTypes: ['$default', 'application/json'],
  binaryTypes: [],
  parameters: [],
  notes: [],
};

/** Long, so that a busy machine does not find less. */
const LOOK = 100_000;

/** Runs planted handlers behind an API that validates their bodies. */
export class PlantedScene {
  public readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-planted-')));
  private readonly guard = unpackGuard(path.join(this.folder, 'guard'));

  /** @param until stops at this finding. @default - makes all runs */
  public fuzz(planted: PlantedHandler, seed: number, runs = 1000, until?: string): Promise<EntryPointReport> {
    return this.fuzzEntryPoint(this.entryPoint(planted), seed, runs, planted.finds === 'growing-state', until);
  }

  public async fuzzEntryPoint(entryPoint: EntryPoint, seed: number, runs: number, watchState = false, until?: string): Promise<EntryPointReport> {
    const process = { guard: this.guard, timeout: 2000 };
    return fuzzEntryPoint(entryPoint, { runs, seed, process, watchState, look: LOOK, until });
  }

  /** Returns for each seed the run in which the bug first shows, without minimizing. */
  public async searches(planted: PlantedHandler, seeds: number, runs: number): Promise<{ readonly runs?: number; readonly milliseconds: number }[]> {
    const { finds } = planted;
    const fuzzer = new EntryPointFuzzer(this.entryPoint(planted), {
      runs, process: { guard: this.guard, timeout: 1000 }, watchState: finds === 'growing-state', look: LOOK, until: finds, confirm: false,
    });
    const searches: { runs?: number; milliseconds: number }[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
      const start = performance.now();
      // State must not reach the next search, and the guard reports only once a second.
      if (planted.code.includes('state.') || finds === 'guard-event') await fuzzer.stop();
      const { findings } = await fuzzer.run(seed * 1000);
      searches.push({ runs: findings.find(({ id }) => id === finds)?.run, milliseconds: performance.now() - start });
    }
    await fuzzer.stop();
    return searches;
  }

  public entryPoint(planted: PlantedHandler): EntryPoint {
    const root = path.join(this.folder, planted.name.replace(/\W+/g, '-'));
    fs.mkdirSync(root, { recursive: true });
    fs.writeFileSync(
      path.join(root, 'index.js'),
      `const state = {};\nconst run = async (body, event) => {\n  ${planted.code}\n};\nexports.handler = (event) => run(JSON.parse(event.body), event);\n`,
    );
    return {
      kind: 'rest',
      name: 'POST /things',
      declaredBy: 'Method',
      method: 'POST',
      ...CHECKED,
      schema: planted.schema,
      fn: { path: planted.name, name: planted.name, root, handler: 'index.handler', ownHandler: 'index.handler', language: 'node', layers: [], literals: {}, open: ['TABLE_NAME', 'API_KEY'], isOwn: false },
    };
  }

  /** Returns the folder of a handler in Python. */
  public python(code: string): string {
    const root = fs.mkdtempSync(path.join(this.folder, 'python-'));
    fs.writeFileSync(path.join(root, 'index.py'), code);
    return root;
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
