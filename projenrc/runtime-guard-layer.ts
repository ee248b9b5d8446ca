import * as fs from 'fs';
import * as path from 'path';
import { strToU8, Zippable, zipSync } from 'fflate';
import { runtimeGuardScript } from './runtime-guard-script';

const SCRIPT = 'node/guard.cjs';
/** The files of lambda/runtime-guard in the layer. C sources are omitted; JavaScript sources become one file. */
const CONTENTS = [
  'wrapper', 'policy.schema.json', 'native/x86_64/libsec3guard.so', 'native/aarch64/libsec3guard.so', SCRIPT, 'node/flags.sh',
];
/** The time stamp of the files. The format of archives uses local time, so the bytes are the same in every time zone. */
const MODIFIED = new Date(1980, 0, 1);

/** Returns the Lambda layer of the runtime guard: one zip file for both architectures, unpacked at /opt. */
export function runtimeGuardLayer(source: string): Uint8Array {
  const entries: Zippable = {};
  for (const file of [...CONTENTS].sort()) {
    const executable = file === 'wrapper' || file.endsWith('.so');
    entries[`sec3-runtime-guard/${file}`] = [
      file === SCRIPT ? strToU8(runtimeGuardScript(path.join(source, 'node'), path.basename(SCRIPT))) : fs.readFileSync(path.join(source, file)),
      { level: 9, mtime: MODIFIED, os: 3, attrs: (executable ? 0o100755 : 0o100644) * 2 ** 16 },
    ];
  }
  return zipSync(entries);
}
