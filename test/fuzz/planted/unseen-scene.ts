/** Runs handlers that are whole files, with the packages of this project beside them. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CHECKED } from './planted';
import type { UnseenHandler } from './unseen';
import type { EntryPointReport, FuzzFinding } from '../../../lib/fuzz/finding';
import { fuzzEntryPoint, replayFinding } from '../../../lib/fuzz/fuzzer';
import { unpackGuard } from '../../../lib/fuzz/runner/unpack-guard';
import type { EntryPoint } from '../../../lib/fuzz/targets/entry-points';

const OPEN = { checksBody: false, checksParameters: false, rejectsParameters: false, contentTypes: [], binaryTypes: [], parameters: [], notes: [] };

export class UnseenScene {
  public readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-unseen-')));
  private readonly guard = unpackGuard(path.join(this.folder, 'guard'));

  private get options() {
    const packages = [path.join(__dirname, '../../../node_modules')];
    return { watchState: false, process: { guard: this.guard, timeout: 10_000, packages }, scratch: this.folder };
  }

  /** @param until stops at this finding. @default - makes all runs */
  public fuzz(handler: UnseenHandler, seed: number, runs: number, until?: string): Promise<EntryPointReport> {
    return fuzzEntryPoint(this.entryPoint(handler), { ...this.options, runs, seed, until, confirm: until === undefined });
  }

  /** Repeats the events of a finding. Returns its message, or undefined if it does not recur. */
  public replay(handler: UnseenHandler, finding: FuzzFinding): Promise<string | undefined> {
    return replayFinding(this.entryPoint(handler), finding, { ...this.options, runs: 1, seed: 1 });
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private entryPoint({ name, kind = 'rest', language = 'node', schema, code, more }: UnseenHandler): EntryPoint {
    const root = path.join(this.folder, name.replace(/\W+/g, '-'));
    fs.mkdirSync(root, { recursive: true });
    fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), code);
    const isHttp = ['rest', 'http', 'url'].includes(kind);
    return {
      kind,
      name,
      declaredBy: name,
      ...(kind === 'rest' ? { ...CHECKED, checksBody: schema !== undefined } : OPEN),
      ...(isHttp && { method: 'POST', resource: '/things' }),
      schema,
      fn: { path: name, name, root, handler: 'index.handler', ownHandler: 'index.handler', language, layers: [], literals: {}, open: ['TABLE_NAME', 'BUCKET'], isOwn: false },
      ...more,
    };
  }
}
