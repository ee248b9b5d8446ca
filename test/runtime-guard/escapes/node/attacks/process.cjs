/** Other programs. The effect: `lab.program` ran, or a Node.js process of the attack did (it creates the same file, or calls the witness). */
'use strict';
const childProcess = require('node:child_process');
const { EventEmitter, once } = require('node:events');

exports.category = 'childProcess';

const ended = (child) => once(child, 'exit');
/** Calls the native handle as `ChildProcess.prototype.spawn` does: with separate arguments from Node.js 24 on. */
function spawned(handle, lab, spawn = handle.spawn) {
  const options = spawnOptions(lab);
  const { file, args, cwd, envPairs, stdio } = options;
  const exited = new Promise((done) => (handle.onexit = done));
  const separate = parseInt(process.versions.node, 10) >= 24;
  const code = Reflect.apply(spawn, handle, separate ? [file, args, cwd, envPairs, stdio, 0, undefined, undefined] : [options]);
  if (code) throw new Error(`spawn gave ${code}`);
  return exited;
}

const spawnOptions = (lab) => ({
  file: lab.program,
  args: [lab.program, lab.marker],
  cwd: undefined,
  detached: false,
  envPairs: [],
  stdio: [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }],
});

exports.attacks = {
  'exec': { run: (lab) => new Promise((done) => childProcess.exec(`${lab.program} ${lab.marker}`, done)) },
  'execSync': { run: (lab) => childProcess.execSync(`${lab.program} ${lab.marker}`) },
  'execFile': { run: (lab) => new Promise((done) => childProcess.execFile(lab.program, [lab.marker], done)) },
  'execFileSync': { run: (lab) => childProcess.execFileSync(lab.program, [lab.marker]) },
  'spawn': { run: (lab) => ended(childProcess.spawn(lab.program, [lab.marker])) },
  'spawn with a shell': { run: (lab) => ended(childProcess.spawn(`${lab.program} ${lab.marker}`, { shell: true })) },
  'spawn detached': { run: (lab) => ended(childProcess.spawn(lab.program, [lab.marker], { detached: true, stdio: 'ignore' })) },
  'spawn with uid and gid': {
    run: (lab) => ended(childProcess.spawn(lab.program, [lab.marker], { uid: process.getuid(), gid: process.getgid() })),
  },
  'spawnSync by dynamic import': {
    run: async (lab) => (await import('node:child_process')).spawnSync(lab.program, [lab.marker]),
  },
  'spawnSync by process.getBuiltinModule': {
    run: (lab) => process.getBuiltinModule('child_process').spawnSync(lab.program, [lab.marker]),
  },
  'fork': { run: (lab) => ended(childProcess.fork(lab.childScript, [lab.marker, String(lab.witnessPort), lab.token])) },
  'fork with another execPath': {
    run: (lab) => ended(childProcess.fork(lab.marker, [], { execPath: lab.program, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
  },
  'fork without the environment of its parent': {
    run: (lab) => ended(childProcess.fork(lab.childScript, [lab.marker, String(lab.witnessPort), lab.token], { env: {}, execArgv: [] })),
  },
  'cluster': {
    run: async (lab) => {
      const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: lab.childScript, args: [lab.marker, String(lab.witnessPort), lab.token] });
      await once(cluster.fork(), 'exit');
    },
  },
  'node:test run': {
    run: async (lab) => {
      const events = require('node:test').run({ files: [lab.childScript], isolation: 'process' });
      for await (const event of events) void event;
    },
  },
  'execve instead of the process': { run: (lab) => process.execve(lab.program, [lab.program, lab.marker], {}) },
  'execve of node without its guard': {
    run: (lab) => {
      const env = { ...process.env };
      delete env.LD_PRELOAD;
      process.execve(process.execPath, [process.execPath, lab.childScript, lab.marker, String(lab.witnessPort), lab.token], env);
    },
  },
  'handle of a ChildProcess': { run: (lab) => spawned(new childProcess.ChildProcess()._handle, lab) },
  'handle of a ChildProcess by its prototype': {
    run: (lab) => {
      const handle = new childProcess.ChildProcess()._handle;
      return spawned(handle, lab, Object.getPrototypeOf(handle).spawn);
    },
  },
  'Process class seen by async_hooks': {
    run: (lab) => {
      let handle;
      require('node:async_hooks')
        .createHook({
          init(id, type, trigger, resource) {
            if (type === 'PROCESSWRAP') handle = resource;
          },
        })
        .enable();
      void new childProcess.ChildProcess();
      return spawned(new handle.constructor(), lab);
    },
  },
  'ChildProcess.prototype.spawn on an object of our own': {
    run: async (lab) => {
      const child = Object.setPrototypeOf(new EventEmitter(), childProcess.ChildProcess.prototype);
      childProcess.ChildProcess.call(child);
      child.spawn({ file: lab.program, args: [lab.program, lab.marker], envPairs: [], stdio: 'ignore' });
      await once(child, 'exit');
    },
  },
  'spawn_sync binding': {
    run: (lab) => {
      const { error } = process.binding('spawn_sync').spawn(spawnOptions(lab));
      if (error) throw new Error(`spawn gave ${error}`);
    },
  },
  'process_wrap binding': { run: (lab) => spawned(new (process.binding('process_wrap').Process)(), lab) },
  'during init': { init: true, run: (lab) => childProcess.spawnSync(lab.program, [lab.marker]) },
  'at exit': { run: (lab) => void process.on('exit', () => childProcess.spawnSync(lab.program, [lab.marker])) },
  'in a worker': {
    run: (lab) => lab.inWorker(`require('node:child_process').spawnSync(lab.program, [lab.marker])`),
  },
  'in a worker with neither flags nor environment': {
    run: (lab) => lab.inWorker(`require('node:child_process').spawnSync(lab.program, [lab.marker])`, { env: {}, execArgv: [] }),
  },
  'in a vm context': {
    run: (lab) => {
      const code = `process.mainModule.require('child_process').spawnSync(program, [marker])`;
      require('node:vm').runInNewContext(code, { process, program: lab.program, marker: lab.marker });
    },
  },
};
