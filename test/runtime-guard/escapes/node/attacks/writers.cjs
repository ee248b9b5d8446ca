/** Files written by modules of Node.js other than fs. The effect: as in files.cjs. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');

exports.category = 'fileWrite';

const out = (lab, name = 'loot') => path.join(lab.out, name);
const database = (file) => new (require('node:sqlite').DatabaseSync)(file);

/** Returns a WASI instance over a folder, with memory and no WebAssembly code. */
function wasi(folder) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { WASI } = require('node:wasi');
  const system = new WASI({ version: 'preview1', preopens: { '/': folder } });
  system.initialize({ exports: { memory } });
  return { calls: system.wasiImport, bytes: Buffer.from(memory.buffer) };
}

exports.attacks = {
  'sqlite database': { run: (lab) => database(out(lab)).exec('CREATE TABLE t (x)') },
  'sqlite database by a URI': { run: (lab) => database(new URL(`file://${out(lab)}?mode=rwc`)).exec('CREATE TABLE t (x)') },
  'sqlite ATTACH': { run: (lab) => database(':memory:').exec(`ATTACH '${out(lab)}' AS a; CREATE TABLE a.t (x)`) },
  'sqlite VACUUM INTO': { run: (lab) => database(':memory:').exec(`CREATE TABLE t (x); VACUUM INTO '${out(lab)}'`) },
  'sqlite backup': {
    run: async (lab) => {
      const source = database(':memory:');
      source.exec('CREATE TABLE t (x)');
      await require('node:sqlite').backup(source, out(lab));
    },
  },
  'WASI': {
    run: (lab) => {
      const { calls, bytes } = wasi(lab.out);
      bytes.write('loot', 64);
      const opened = calls.path_open(3, 0, 64, 4, 1, 64n, 0n, 0, 128);
      if (opened) throw new Error(`path_open gave ${opened}`);
    },
  },
  'WASI, folder': {
    run: (lab) => {
      const { calls, bytes } = wasi(lab.out);
      bytes.write('loot', 64);
      const made = calls.path_create_directory(3, 64, 4);
      if (made) throw new Error(`path_create_directory gave ${made}`);
    },
  },
  'diagnostic report': { run: (lab) => process.report.writeReport(out(lab, 'report.json')) },
  'diagnostic report in a folder': {
    run: (lab) => {
      process.report.directory = lab.out;
      process.report.writeReport();
    },
  },
  'diagnostic report on a signal': {
    run: async (lab) => {
      Object.assign(process.report, { directory: lab.out, reportOnSignal: true, signal: 'SIGUSR2' });
      process.kill(process.pid, 'SIGUSR2');
      await new Promise((done) => setTimeout(done, 100));
    },
  },
  'heap snapshot': {
    means: ['inspector'],
    run: (lab) => require('node:v8').writeHeapSnapshot(out(lab, 'x.heapsnapshot')),
  },
  'compile cache': {
    run: (lab) => {
      require('node:module').enableCompileCache(lab.out);
      require(lab.childScript);
      require('node:module').flushCompileCache?.();
    },
  },
  'trace events': {
    run: async (lab) => {
      process.chdir(lab.out);
      require('node:trace_events').createTracing({ categories: ['node', 'v8'] }).enable();
      await new Promise((done) => setTimeout(done, 50));
    },
  },
  'log of V8, by a flag and a worker': {
    run: async (lab) => {
      const { setFlagsFromString } = require('node:v8');
      for (const flag of ['--log', '--log-code', `--logfile=${out(lab, 'v8.log')}`]) setFlagsFromString(flag);
      await lab.inWorker('1', { eval: true });
    },
  },
  'map for perf, by a flag and a worker': {
    run: async (lab) => {
      const { setFlagsFromString } = require('node:v8');
      setFlagsFromString('--perf-basic-prof');
      setFlagsFromString(`--perf-basic-prof-path=${lab.out}`);
      await lab.inWorker('1', { eval: true });
    },
  },
  'REPL history': {
    // It asks the debugger for names.
    means: ['inspector'],
    run: async (lab) => {
      const { PassThrough } = require('node:stream');
      const server = require('node:repl').start({ input: new PassThrough(), output: new PassThrough(), terminal: true });
      await new Promise((done, failed) => server.setupHistory(out(lab, 'history'), (error) => (error ? failed(error) : done())));
    },
  },
  'stream of Node 26': {
    run: async (lab) => {
      const stream = new fs.Utf8Stream({ dest: out(lab), sync: true });
      stream.on('error', () => undefined);
      stream.write('x');
      stream.end();
      await once(stream, 'close');
    },
  },
};
