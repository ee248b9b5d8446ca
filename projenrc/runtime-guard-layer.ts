import * as fs from 'fs';
import * as path from 'path';
import { Zippable, zipSync } from 'fflate';

/** What the layer holds of lambda/runtime-guard: files, and folders with all that is in them. Sources in C stay at home. */
const CONTENTS = ['wrapper', 'policy.schema.json', 'native/x86_64/libsec3guard.so', 'native/aarch64/libsec3guard.so', 'node'];
/** In local time, which is what the archive's format has: the same bytes in every time zone. */
const MODIFIED = new Date(1980, 0, 1);

/** The Lambda layer of the runtime guard: one zip file for both architectures, unpacked at /opt. */
export function runtimeGuardLayer(source: string): Uint8Array {
  const entries: Zippable = {};
  for (const file of CONTENTS.flatMap((name) => filesAt(source, name)).sort()) {
    const executable = file === 'wrapper' || file.endsWith('.so');
    entries[`sec3-runtime-guard/${file}`] = [
      fs.readFileSync(path.join(source, file)),
      { level: 9, mtime: MODIFIED, os: 3, attrs: (executable ? 0o100755 : 0o100644) * 2 ** 16 },
    ];
  }
  return zipSync(entries);
}

function filesAt(source: string, name: string): string[] {
  const found = path.join(source, name);
  if (!fs.statSync(found).isDirectory()) return [name];
  return fs.readdirSync(found).flatMap((child) => filesAt(source, `${name}/${child}`));
}
