import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { GUARD, policy } from './native/guarded';
import { runtimeGuardLayer } from '../../projenrc/runtime-guard-layer';
import { runtimeGuardScript } from '../../projenrc/runtime-guard-script';

const zip = runtimeGuardLayer(GUARD);

test('the layer contains the guard, and nothing else', () => {
  const names = Object.keys(unzipSync(zip)).map((name) => name.replace(/^sec3-runtime-guard\//, '')).sort();
  const [modules, others] = [names.filter((name) => /^node\/[a-z-]+\.cjs$/.test(name)), names.filter((name) => !name.endsWith('.cjs'))];
  expect(others).toEqual(['native/aarch64/libsec3guard.so', 'native/x86_64/libsec3guard.so', 'node/flags.sh', 'policy.schema.json', 'wrapper']);
  expect(modules).toContain('node/guard.cjs');
  expect([...modules, ...others].sort()).toEqual(names);
});

test('it has less than 200 KB', () => {
  expect(zip.length).toBeLessThan(200_000);
});

test('its script has parentheses only around functions that run at the start', () => {
  const modules = {
    'guard.cjs': "'use strict';\nconst { install } = require('./hooks.cjs');\nif (process.argv.length > 9) install('at the start');\n",
    'hooks.cjs': `'use strict';
function install(text) {
  process.on('exit', () => reported('later', text));
  warn('by what runs at the start');
}

function warn(text) {
  process.emitWarning(text);
}

function reported(when, text) {
  process.emitWarning(when + text);
}

module.exports = { __proto__: null, install };
`,
  };
  const script = scriptOf(modules);
  const starting = script.match(/=\(function .*?\}\)/g)!;
  expect(starting).toHaveLength(2);
  expect(starting[0]).toMatch(/"later"/);
  expect(starting[1]).toMatch(/^=\(function \w+\((\w+)\)\{process\.emitWarning\(\1\)\}\)$/);
  expect(script).toMatch(/[;}]function \w+\((\w+),(\w+)\)\{process\.emitWarning\(\1\+\2\)\}/);
});

test('a module that the script can’t include is an error', () => {
  expect(() => scriptOf({ 'guard.cjs': "'use strict';\nexports.other = require('./other.cjs').other;\n" })).toThrow(/^guard\.cjs: write const/);
});

test('the build is reproducible in any time zone', () => {
  const script = `process.stdout.write(require('crypto').createHash('sha256').update(require('./projenrc/runtime-guard-layer').runtimeGuardLayer('${GUARD}')).digest('hex'))`;
  const hashes = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns'].map((TZ) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: path.join(GUARD, '../..'), env: { ...process.env, TZ }, encoding: 'utf8' });
    return stdout || stderr;
  });
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(hashes).size).toBe(1);
});

test('it works when unpacked with permissions, as Lambda does', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-layer-'));
  try {
    fs.writeFileSync(path.join(folder, 'layer.zip'), zip);
    const unpack = 'import os, sys, zipfile\nfor i in zipfile.ZipFile("layer.zip").infolist():\n  os.chmod(zipfile.ZipFile("layer.zip").extract(i), i.external_attr >> 16)';
    expect(spawnSync('python3', ['-c', unpack], { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const wrapper = path.join(folder, 'sec3-runtime-guard/wrapper');
    expect(fs.statSync(wrapper).mode & 0o777).toBe(0o755); // eslint-disable-line no-bitwise
    fs.writeFileSync(path.join(folder, 'app.js'), 'require("fs").mkdirSync("made")');
    const command = [process.execPath, 'app.js'];
    const { status, stderr } = spawnSync(wrapper, command, { cwd: folder, encoding: 'utf8', env: { SEC3_RUNTIME_POLICY: policy('block') } });
    expect(status).toBe(1);
    expect(stderr).toContain('EACCES: permission denied, mkdir');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

function scriptOf(modules: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-script-'));
  try {
    for (const [name, source] of Object.entries(modules)) fs.writeFileSync(path.join(folder, name), source);
    return runtimeGuardScript(folder, 'guard.cjs');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
