import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { Zippable, zipSync } from 'fflate';

/** What the layer holds of lambda/runtime-guard. Sources in C stay at home; those in JavaScript become one file. */
const CONTENTS = [
  'wrapper', 'policy.schema.json', 'native/x86_64/libsec3guard.so', 'native/aarch64/libsec3guard.so', 'node/guard.cjs', 'node/flags.sh',
];
/** In local time, which is what the archive's format has: the same bytes in every time zone. */
const MODIFIED = new Date(1980, 0, 1);

/** The Lambda layer of the runtime guard: one zip file for both architectures, unpacked at /opt. */
export function runtimeGuardLayer(source: string): Uint8Array {
  const entries: Zippable = {};
  for (const file of [...CONTENTS].sort()) {
    const executable = file === 'wrapper' || file.endsWith('.so');
    entries[`sec3-runtime-guard/${file}`] = [
      file === 'node/guard.cjs' ? bundle(source, file) : fs.readFileSync(path.join(source, file)),
      { level: 9, mtime: MODIFIED, os: 3, attrs: (executable ? 0o100755 : 0o100644) * 2 ** 16 },
    ];
  }
  return zipSync(entries);
}

/** One file, since each costs time at every cold start. */
function bundle(source: string, file: string): Uint8Array {
  const { outputFiles } = buildSync({
    absWorkingDir: source,
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].contents;
}
