import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { GUARD } from './native/guarded';
import { runtimeGuardLayer } from '../../projenrc/runtime-guard-layer';

/** Unpacks the shipped layer into a temporary folder, and returns the folder of its wrapper. */
export function unpackLayer(): string {
  // Other users need access too.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-layer-'));
  fs.chmodSync(folder, 0o755);
  for (const [name, content] of Object.entries(unzipSync(runtimeGuardLayer(GUARD)))) {
    const file = path.join(folder, path.relative('sec3-runtime-guard', name));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { mode: 0o755 });
  }
  return folder;
}
