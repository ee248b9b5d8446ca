/** Ordinary programs. They answer `lab.proof` if they succeed. */
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');
const { text } = require('node:stream/consumers');

const url = (lab) => `http://${lab.allowedName}:${lab.ports.tcp}/`;

async function loopback(lab, work) {
  const server = require('node:http').createServer((request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const programs = {
  'nothing at all': { run: () => undefined },
  'prints': {
    run: () => {
      console.log('out');
      console.error('err');
      process.stdout.write('more\n');
    },
  },
  'watches asynchronous work': {
    run: async () => {
      const { createHook, executionAsyncResource } = require('node:async_hooks');
      const made = [];
      const resources = new Set();
      class Watch {
        init(id, type, trigger, resource) {
          made.push(type);
          resource.seen = id;
        }
        before() {
          resources.add(executionAsyncResource().seen);
        }
        promiseResolve() {}
      }
      const hook = createHook(new Watch()).enable();
      await new Promise((done) => setTimeout(done, 1));
      await undefined;
      hook.disable();
      assert(made.includes('PROMISE') && made.includes('Timeout'));
      assert(resources.size > 1);
      assert.throws(() => createHook(), TypeError);
      assert.throws(() => createHook({ init: 1 }), { code: 'ERR_ASYNC_CALLBACK' });
    },
  },
  'looks at URLs of files outside of the code': {
    run: async () => {
      const file = new URL('file:///nowhere/x');
      assert.equal(file.protocol, 'file:');
      assert.equal(require('node:url').fileURLToPath(file), '/nowhere/x');
      await assert.rejects(fs.promises.readFile(file), { code: 'ENOENT' });
      assert.equal(await new Promise((done) => setImmediate(() => done(file.protocol))), 'file:');
    },
  },
  'reads files outside of the code': {
    run: async () => {
      assert.match(fs.readFileSync('/etc/passwd', 'utf8'), /root/);
      assert.match(await fs.promises.readFile('/etc/passwd', 'utf8'), /root/);
      assert.match(await text(fs.createReadStream('/etc/passwd')), /root/);
      assert.ok(fs.readdirSync('/').includes('etc'));
      assert.ok(fs.existsSync('/proc/self/status'));
      assert.match(fs.readFileSync('/proc/self/maps', 'utf8'), /node/);
    },
  },
  'loads modules late': {
    run: async (lab) => {
      assert.equal(require(lab.source).price(), 42);
      assert.equal(require(path.join(lab.task, 'attacks/worker.cjs')).category, 'worker');
      assert.equal((await import(lab.source)).price(), 42);
      assert.equal(require(path.join(lab.task, 'late.json')).limit, 7);
      assert.equal((await import(path.join(lab.task, 'late.mjs'))).limit, 7);
    },
  },
  'http to an allowed host': {
    run: async (lab) => {
      const { get } = require('node:http');
      const response = await new Promise((done, failed) => get(url(lab), done).on('error', failed));
      assert.equal(await text(response), 'ok');
    },
  },
  'fetch from an allowed host': { run: async (lab) => assert.equal(await (await fetch(url(lab))).text(), 'ok') },
  'many connections to an allowed host': {
    run: async (lab) => {
      const answers = await Promise.all(Array.from({ length: 8 }, async () => (await fetch(url(lab))).text()));
      assert.ok(answers.every((answer) => answer === 'ok'));
    },
  },
  'http2 to an allowed host': {
    run: async (lab) => {
      const session = require('node:http2').connect(`http://${lab.allowedName}:${lab.ports.http2}`);
      assert.equal(await text(session.request()), 'ok');
      session.destroy();
    },
  },
  'names that are allowed': {
    run: async (lab) => {
      const dns = require('node:dns').promises;
      assert.equal((await dns.lookup(lab.allowedName)).family, 4);
      assert.equal((await dns.resolve4(lab.allowedName)).length, 1);
      assert.equal((await dns.lookup('localhost', { family: 4 })).address, '127.0.0.1');
    },
  },
  'a server of its own': {
    run: (lab) =>
      loopback(lab, async (base) => {
        assert.equal(await (await fetch(base)).text(), 'hello');
      }),
  },
  'UDP on the loopback interface': {
    run: async () => {
      const socket = require('node:dgram').createSocket('udp4').bind(0, '127.0.0.1');
      await once(socket, 'listening');
      socket.send('hello', socket.address().port, '127.0.0.1');
      assert.equal(String((await once(socket, 'message'))[0]), 'hello');
      socket.close();
    },
  },
  'crypto, compression and timers': {
    run: async () => {
      const crypto = require('node:crypto');
      const zlib = require('node:zlib');
      const packed = await new Promise((done, failed) => zlib.gzip('x'.repeat(1e5), (error, data) => (error ? failed(error) : done(data))));
      assert.equal(zlib.gunzipSync(packed).length, 1e5);
      assert.equal(crypto.createHash('sha256').update('x').digest('hex').length, 64);
      assert.ok((await new Promise((done, failed) => crypto.pbkdf2('a', 'b', 1000, 32, 'sha256', (error, key) => (error ? failed(error) : done(key))))).length);
      await require('node:timers/promises').setTimeout(5);
    },
  },
  'streams and web streams': {
    run: async () => {
      const { Readable } = require('node:stream');
      assert.equal(await text(Readable.from(['a', 'b'])), 'ab');
      assert.equal(await new Response(new Blob(['c']).stream()).text(), 'c');
    },
  },
  'async context and performance': {
    run: async () => {
      const { AsyncLocalStorage } = require('node:async_hooks');
      const storage = new AsyncLocalStorage();
      assert.equal(await storage.run(1, async () => (await null, storage.getStore())), 1);
      assert.ok(performance.now() > 0 && process.memoryUsage().rss > 0 && process.report.getReport().header);
    },
  },
  'errors with stacks': {
    run: () => {
      assert.match(new Error('x').stack, /programs\.cjs/);
      assert.throws(() => fs.readFileSync('/nowhere'), { code: 'ENOENT' });
      assert.throws(() => require('/nowhere'), { code: 'MODULE_NOT_FOUND' });
    },
  },
  'a connection that is refused': {
    run: async () => {
      const socket = require('node:net').connect(1, '127.0.0.1');
      const [error] = await once(socket, 'error');
      assert.equal(error.code, 'ECONNREFUSED');
    },
  },
  'libraries that look at the process': {
    run: () => {
      assert.equal(process.argv.length, 2);
      assert.equal(process.env.AWS_LAMBDA_FUNCTION_NAME, 'test-function');
      assert.ok(process.versions.node && process.execPath.endsWith('node'));
      assert.equal(typeof require('node:child_process').spawn, 'function');
      assert.equal(require('node:worker_threads').isMainThread, true);
      assert.ok(Object.keys(require('node:fs')).includes('writeFileSync'));
    },
  },
  'a database in memory': {
    run: () => {
      if (!require('node:module').isBuiltin('node:sqlite')) return;
      const database = new (require('node:sqlite').DatabaseSync)(':memory:');
      database.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
      assert.equal(database.prepare('SELECT x FROM t').get().x, 1);
    },
  },
  'temporary files': {
    refusedBy: ['strict'],
    run: async (lab) => {
      const file = path.join(lab.out, 'note');
      await fs.promises.writeFile(file, 'x');
      fs.appendFileSync(file, 'y');
      assert.equal(fs.readFileSync(file, 'utf8'), 'xy');
      fs.renameSync(file, `${file}2`);
      fs.unlinkSync(`${file}2`);
    },
  },
  'templates compiled to functions': {
    refusedBy: ['strict'],
    run: () => {
      assert.equal(new Function('x', 'return x + 1')(1), 2);
      assert.equal(require('node:vm').runInNewContext('x + 1', { x: 1 }), 2);
    },
  },
  'files beside its code': { refusedBy: ['strict'], run: (lab) => assert.match(fs.readFileSync(lab.source, 'utf8'), /LICENSE/) },
  'threads': {
    refusedBy: ['strict'],
    run: async (lab) => {
      const { Worker } = require('node:worker_threads');
      const [message] = await once(new Worker(lab.workerScript, { workerData: 7 }), 'message');
      assert.equal(message, 7);
      assert.equal(await lab.inWorker('String(6 * 7)'), '42');
    },
  },
  'children and debuggers': {
    refusedBy: ['strict', 'standard'],
    run: async () => {
      const { execFileSync } = require('node:child_process');
      assert.equal(execFileSync('/bin/echo', ['hi'], { encoding: 'utf8' }), 'hi\n');
      const session = new (require('node:inspector').Session)();
      session.connect();
      await new Promise((done, failed) => session.post('Runtime.evaluate', { expression: '1' }, (error) => (error ? failed(error) : done())));
      session.disconnect();
    },
  },
};

exports.attacks = Object.fromEntries(
  Object.entries(programs).map(([name, { run, ...rest }]) => [
    name,
    {
      ...rest,
      run: async (lab) => {
        await run(lab);
        return lab.proof;
      },
    },
  ]),
);
