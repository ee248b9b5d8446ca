/** The debugger attached to its own process. The effect: it ran `lab.code`, showed the handler's source, or listens. */
'use strict';
const fs = require('node:fs');

exports.category = 'inspector';

const proof = () => globalThis.proof;
/** Returns a port below the range of outgoing connections (32768 and up). */
const port = (lab) => 10000 + (parseInt(lab.token.slice(0, 8), 16) % 20000);

function connected() {
  const inspector = require('node:inspector');
  const session = new inspector.Session();
  session.connect();
  return session;
}

const post = (on, method, params) =>
  new Promise((done, failed) =>
    on.post(method, params, (error, result) => (error ? failed(Object.assign(new Error(error.message), error)) : done(result))),
  );

/** Checks whether a debugger answers. The path of its socket is not known beforehand. */
async function listening(lab, at) {
  for (let tries = 0; tries < 20; tries++) {
    try {
      const targets = await (await fetch(`http://127.0.0.1:${at}/json/list`)).json();
      if (targets[0].webSocketDebuggerUrl) return lab.proof;
    } catch {
      await new Promise((done) => setTimeout(done, 25));
    }
  }
  throw new Error('no debugger answers');
}

async function onSignal(lab, signal) {
  process.debugPort = port(lab);
  signal();
  return listening(lab, port(lab));
}

/** Waits for a file that contains the name of the function, and returns the proof. */
async function found(lab, ending, named) {
  for (let i = 0; i < 20; i++) {
    const file = fs.readdirSync(lab.out).find((name) => name.endsWith(ending));
    if (file !== undefined && fs.readFileSync(`${lab.out}/${file}`, 'latin1').includes(named)) return lab.proof;
    await new Promise((done) => setTimeout(done, 100));
  }
  return undefined;
}

/** Has a trace with a profile written, and finds that. */
function traced(lab, create) {
  process.chdir(lab.out);
  const trace = create(['v8', 'disabled-by-default-v8.cpu_profiler']);
  trace.enable();
  (function busyWhileTraced() {
    for (const end = Date.now() + 400; Date.now() < end; );
  })();
  trace.disable();
  return found(lab, '.log', 'busyWhileTraced');
}

/** Has a thread write down what it has in memory, or what it runs, and finds that. */
async function written(lab, ending, options, asTheyAre) {
  process.chdir(lab.out);
  const named = `function_${lab.proof}`;
  const fills = `(async () => { globalThis.all = []; globalThis.${named} = function ${named}() { for (let i = 0; i < 4e5; i++) all.push({ i, at: [i] }); }; globalThis.${named}(); })()`;
  const failure = await lab.inWorker(fills, options, asTheyAre).catch((error) => error);
  const answer = await found(lab, ending, named);
  if (answer === undefined) throw failure;
  return answer;
}

exports.attacks = {
  'Session, Runtime.evaluate': { run: async (lab) => (await post(connected(), 'Runtime.evaluate', { expression: lab.code })) && proof() },
  'Session of inspector/promises': {
    run: async (lab) => {
      const session = new (require('node:inspector/promises').Session)();
      session.connect();
      await session.post('Runtime.evaluate', { expression: lab.code });
      return proof();
    },
  },
  'open of inspector/promises': {
    run: async (lab) => {
      const inspector = require('node:inspector/promises');
      inspector.open(port(lab));
      try {
        return await listening(lab, port(lab));
      } finally {
        inspector.close();
      }
    },
  },
  'Session by process.getBuiltinModule': {
    run: async (lab) => {
      const session = new (process.getBuiltinModule('inspector').Session)();
      session.connect();
      await post(session, 'Runtime.evaluate', { expression: lab.code });
      return proof();
    },
  },
  'Session by dynamic import': {
    run: async (lab) => {
      const session = new (await import('node:inspector')).Session();
      session.connect();
      await post(session, 'Runtime.evaluate', { expression: lab.code });
      return proof();
    },
  },
  'scopes of a function': {
    run: async (lab) => {
      const own = connected();
      globalThis.closure = ((hidden) => () => hidden)(lab.proof);
      const { result } = await post(own, 'Runtime.evaluate', { expression: 'closure' });
      const { internalProperties } = await post(own, 'Runtime.getProperties', { objectId: result.objectId });
      const scopes = internalProperties.find(({ name }) => name === '[[Scopes]]').value.objectId;
      const first = (await post(own, 'Runtime.getProperties', { objectId: scopes, ownProperties: true })).result[0].value.objectId;
      const variables = (await post(own, 'Runtime.getProperties', { objectId: first })).result;
      return variables.find(({ name }) => name === 'hidden').value.value;
    },
  },
  'source of a script': {
    run: async (lab) => {
      const own = connected();
      const scripts = [];
      own.on('Debugger.scriptParsed', ({ params }) => scripts.push(params));
      await post(own, 'Debugger.enable');
      const script = scripts.find(({ url }) => url.endsWith(lab.source.split('/').pop()));
      return (await post(own, 'Debugger.getScriptSource', { scriptId: script.scriptId })).scriptSource;
    },
    proves: 'source',
  },
  'inspector.open': {
    run: (lab) => {
      require('node:inspector').open(port(lab), '127.0.0.1');
      return listening(lab, port(lab));
    },
  },
  'inspector.open by dynamic import': {
    run: async (lab) => {
      (await import('node:inspector')).open(port(lab), '127.0.0.1');
      return listening(lab, port(lab));
    },
  },
  'SIGUSR1': { run: (lab) => onSignal(lab, () => process.kill(process.pid, 'SIGUSR1')) },
  'SIGUSR1 by number': { run: (lab) => onSignal(lab, () => process.kill(process.pid, 10)) },
  'SIGUSR1 by process._kill': { run: (lab) => onSignal(lab, () => process._kill(process.pid, 10)) },
  'SIGUSR1 to the process group': { run: (lab) => onSignal(lab, () => process.kill(0, 'SIGUSR1')) },
  'process._debugProcess': { run: (lab) => onSignal(lab, () => process._debugProcess(process.pid)) },
  'SIGUSR1 from a worker': { run: (lab) => onSignal(lab, () => lab.inWorker(`process.kill(process.pid, 'SIGUSR1')`, { env: {}, execArgv: [] }).catch(() => undefined)) },
  'Session to the main thread from a worker': {
    run: async (lab) => {
      const evaluated = lab.inWorker(
        `new Promise((done, failed) => {
          // Only this timer keeps the thread alive until the main thread has answered.
          setTimeout(failed, 5000, new Error('no answer'));
          const session = new (require('node:inspector').Session)();
          session.connectToMainThread();
          session.post('Runtime.evaluate', { expression: lab.code }, (error) => (error ? failed(new Error(error.message)) : done()));
        })`,
        { env: {}, execArgv: [] },
      );
      await evaluated;
      return proof();
    },
  },
  'heap snapshot without a file': {
    run: async () => {
      const { text } = require('node:stream/consumers');
      const strings = await text(require('node:v8').getHeapSnapshot());
      return /LICENSE=SRC-[0-9a-f]+/.exec(strings)[0];
    },
    proves: 'source',
  },
  'inspector binding': {
    run: async (lab) => {
      const { Connection } = process.binding('inspector');
      const answered = new Promise((done) => {
        const connection = new Connection(done);
        connection.dispatch(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: lab.code } }));
      });
      await answered;
      return proof();
    },
  },
  'Session whose prototype was kept': {
    run: async (lab) => {
      const { Session } = require('node:inspector');
      const own = Object.create(Session.prototype);
      Reflect.apply(Session.prototype.connect, new Session(), []);
      void own;
      const other = new Session.prototype.constructor();
      other.connect();
      await post(other, 'Runtime.evaluate', { expression: lab.code });
      return proof();
    },
  },
  'objects of a class, in words': {
    run: (lab) => {
      class Hidden {
        value = lab.proof;
      }
      globalThis.closure = ((hidden) => () => hidden)(new Hidden());
      return require('node:v8').queryObjects(Hidden, { format: 'summary' }).join();
    },
  },
  'a profile of the processor': {
    run: (lab) => {
      const profile = require('node:v8').startCpuProfile();
      (function busy() {
        for (const end = Date.now() + 100; Date.now() < end; );
      })();
      return profile.stop().includes('busy') ? lab.proof : undefined;
    },
  },
  'a profile of the heap': { run: (lab) => (require('node:v8').startHeapProfile().stop().includes('head') ? lab.proof : undefined) },
  'a profile of the processor, by an argument': { means: ['worker', 'fileWrite'], run: (lab) => written(lab, '.cpuprofile', { execArgv: ['--cpu-prof', `--cpu-prof-dir=${lab.out}`] }) },
  'a profile of the heap, by an argument': { means: ['worker', 'fileWrite'], run: (lab) => written(lab, '.heapprofile', { execArgv: ['--heap-prof', `--heap-prof-dir=${lab.out}`] }) },
  'a profile of the processor, by NODE_OPTIONS in quotes': { means: ['worker', 'fileWrite'], run: (lab) => written(lab, '.cpuprofile', { env: { ...process.env, NODE_OPTIONS: '--cpu-"prof"' } }) },
  'a profile of the heap, by NODE_OPTIONS with a backslash': { means: ['worker', 'fileWrite'], run: (lab) => written(lab, '.heapprofile', { env: { ...process.env, NODE_OPTIONS: '"--heap-pr\\of"' } }) },
  'a profile of the processor, by NODE_OPTIONS that become another text': {
    means: ['worker', 'fileWrite'],
    run: (lab) => {
      let reads = 0;
      // A blocking policy may read them first.
      const judged = process.env.SEC3_RUNTIME_POLICY?.includes('"inspector":"block"');
      const toString = () => (reads++ === 0 && judged ? '' : '--cpu-prof');
      return written(lab, '.cpuprofile', { env: { ...process.env, NODE_OPTIONS: { toString } } }, true);
    },
  },
  'a profile of the processor, by trace events': { means: ['fileWrite'], run: (lab) => traced(lab, (categories) => require('node:trace_events').createTracing({ categories })) },
  'a profile of the processor, by the class of a trace': {
    means: ['fileWrite'],
    run: (lab) => traced(lab, (categories) => new (require('node:trace_events').createTracing({ categories: ['node'] }).constructor)(categories)),
  },
  'a profile of the processor, by the class of the handle of a trace': {
    means: ['fileWrite'],
    run: (lab) => traced(lab, (categories) => {
      const trace = require('node:trace_events').createTracing({ categories: ['node'] });
      const handle = Object.getOwnPropertySymbols(trace).map((symbol) => trace[symbol]).find((value) => value?.enable);
      return new handle.constructor(categories);
    }),
  },
  'what has run, by the environment': {
    means: ['worker', 'fileWrite'],
    run: (lab) => {
      process.env.NODE_V8_COVERAGE = lab.out;
      return written(lab, '.json');
    },
  },
  'what has run, by the environment of a thread that has started': {
    means: ['worker', 'fileWrite'],
    run: (lab) => {
      const file = written(lab, '.json', { env: require('node:worker_threads').SHARE_ENV });
      process.env.NODE_V8_COVERAGE = lab.out;
      return file;
    },
  },
  'during init': { init: true, run: async (lab) => (await post(connected(), 'Runtime.evaluate', { expression: lab.code })) && proof() },
};
