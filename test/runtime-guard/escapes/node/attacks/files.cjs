/** Files written, created, moved or removed. The effect: the run's empty folder has an entry, or its only file changed. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const stream = require('node:stream/promises');
const { pathToFileURL } = require('node:url');

exports.category = 'fileWrite';

const out = (lab, name = 'loot') => path.join(lab.out, name);
const settled = (start) => new Promise((done, failed) => start((error) => (error ? failed(error) : done())));

exports.attacks = {
  'writeFileSync': { run: (lab) => fs.writeFileSync(out(lab), 'x') },
  'writeFile': { run: (lab) => settled((done) => fs.writeFile(out(lab), 'x', done)) },
  'promises.writeFile': { run: (lab) => fs.promises.writeFile(out(lab), 'x') },
  'promises.writeFile by dynamic import': { run: async (lab) => (await import('node:fs/promises')).writeFile(out(lab), 'x') },
  'promises.open and write': {
    run: async (lab) => {
      const file = await fs.promises.open(out(lab), 'w');
      await file.write('x');
      await file.close();
    },
  },
  'createWriteStream': { run: (lab) => stream.pipeline(['x'], fs.createWriteStream(out(lab))) },
  'appendFileSync': { run: (lab) => fs.appendFileSync(lab.victim, 'x') },
  'openSync with numeric flags': { run: (lab) => fs.writeSync(fs.openSync(out(lab), fs.constants.O_CREAT | fs.constants.O_RDWR), 'x') },
  'writevSync': { run: (lab) => fs.writevSync(fs.openSync(lab.victim, 'r+'), [Buffer.from('x'), Buffer.from('y')]) },
  'path as a URL': { run: (lab) => fs.writeFileSync(pathToFileURL(out(lab)), 'x') },
  'path as a Buffer': { run: (lab) => fs.writeFileSync(Buffer.from(out(lab)), 'x') },
  'path with ..': { run: (lab) => fs.writeFileSync(`${lab.task}/../../../../../../..${out(lab)}`, 'x') },
  'path relative to the working directory': {
    run: (lab) => {
      process.chdir(lab.out);
      fs.writeFileSync('loot', 'x');
    },
  },
  'through /proc/self/cwd': {
    run: (lab) => {
      process.chdir(lab.out);
      fs.writeFileSync('/proc/self/cwd/loot', 'x');
    },
  },
  'through a symbolic link': {
    run: (lab) => {
      fs.symlinkSync(lab.victim, out(lab, 'link'));
      fs.writeFileSync(out(lab, 'link'), 'x');
    },
  },
  'opened to read, opened again to write': {
    run: (lab) => fs.writeFileSync(`/proc/self/fd/${fs.openSync(lab.victim, 'r')}`, 'changed'),
  },
  'opened as a standard stream': {
    run: (lab) => {
      fs.closeSync(0);
      fs.openSync(lab.victim, 'r');
      fs.writeFileSync(lab.victim, 'changed');
    },
  },
  'opened again as the standard stream that it became': {
    run: (lab) => {
      fs.closeSync(0);
      fs.openSync(lab.victim, 'r');
      fs.writeFileSync('/dev/stdin', 'changed');
    },
  },
  'through the descriptor of a folder': {
    run: (lab) => fs.writeFileSync(`/proc/self/fd/${fs.openSync(lab.out, 'r')}/loot`, 'x'),
  },
  'opened to read and emptied': { run: (lab) => fs.openSync(lab.victim, fs.constants.O_RDONLY | fs.constants.O_TRUNC) },
  'opened to read and made': { run: (lab) => fs.openSync(out(lab), fs.constants.O_RDONLY | fs.constants.O_CREAT) },
  'utimesSync': { run: (lab) => fs.utimesSync(lab.victim, 1, 1) },
  'a socket that listens': { run: (lab) => new Promise((done, failed) => require('node:net').createServer().on('error', failed).listen(out(lab), done)) },
  'shared memory': { run: (lab) => fs.writeFileSync(lab.shared, 'x') },
  'copyFileSync': { run: (lab) => fs.copyFileSync(lab.victim, out(lab)) },
  'promises.copyFile with a clone': { run: (lab) => fs.promises.copyFile(lab.victim, out(lab), fs.constants.COPYFILE_FICLONE) },
  'cpSync of a folder': { run: (lab) => fs.cpSync(lab.task, out(lab, 'copy'), { recursive: true }) },
  'promises.cp': { run: (lab) => fs.promises.cp(lab.victim, out(lab)) },
  'renameSync': { run: (lab) => fs.renameSync(lab.victim, out(lab)) },
  'promises.rename': { run: (lab) => fs.promises.rename(lab.victim, out(lab)) },
  'linkSync': { run: (lab) => fs.linkSync(lab.victim, out(lab)) },
  'symlinkSync': { run: (lab) => fs.symlinkSync('/etc/passwd', out(lab)) },
  'mkdirSync': { run: (lab) => fs.mkdirSync(out(lab)) },
  'mkdtemp': { run: (lab) => fs.promises.mkdtemp(`${lab.out}/`) },
  'unlinkSync': { run: (lab) => fs.unlinkSync(lab.victim) },
  'rmSync': { run: (lab) => fs.rmSync(lab.victim, { force: true }) },
  'truncateSync': { run: (lab) => fs.truncateSync(lab.victim, 2) },
  'ftruncate': { run: (lab) => settled((done) => fs.ftruncate(fs.openSync(lab.victim, 'r+'), 2, done)) },
  'chmodSync': { run: (lab) => fs.chmodSync(lab.victim, 0o777) },
  'fchmod of a file opened to read': { run: (lab) => fs.fchmodSync(fs.openSync(lab.victim, 'r'), 0o777) },
  'by io_uring': {
    run: async (lab) => {
      process.env.UV_USE_IO_URING = '1';
      await fs.promises.writeFile(out(lab), 'x');
    },
  },
  'by io_uring in a worker': {
    run: (lab) => {
      process.env.UV_USE_IO_URING = '1';
      return lab.inWorker(`require('node:fs').promises.writeFile(lab.out + '/loot', 'x')`, { env: { UV_USE_IO_URING: '1' } });
    },
  },
  'in a worker with neither flags nor environment': {
    run: (lab) => lab.inWorker(`require('node:fs').writeFileSync(lab.out + '/loot', 'x')`, { env: {}, execArgv: [] }),
  },
  'fs binding': {
    means: ['inspector'],
    run: (lab) => {
      const binding = process.binding('fs');
      const fd = binding.open(out(lab), fs.constants.O_CREAT | fs.constants.O_WRONLY, 0o666);
      if (typeof fd !== 'number') throw new Error(`open gave ${fd}`);
    },
  },
  'a Console on a file': { run: (lab) => new console.Console(fs.createWriteStream(out(lab))).log('x') || new Promise((done) => setTimeout(done, 30)) },
  'at exit': { run: (lab) => void process.on('exit', () => fs.writeFileSync(out(lab), 'x')) },
  'during init': { init: true, run: (lab) => fs.writeFileSync(out(lab), 'x') },
  'a mode put in Object.prototype': {
    run: (lab) => {
      Object.prototype.flag = 'a';
      try {
        fs.writeFileSync(out(lab), 'x', {});
      } finally {
        delete Object.prototype.flag;
      }
    },
  },
};
