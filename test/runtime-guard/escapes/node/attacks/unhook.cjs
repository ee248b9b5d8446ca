/** The guard's hooks removed or misused. The effect: `lab.program` ran. */
'use strict';

exports.category = 'childProcess';

const start = (lab) => require('node:child_process').spawnSync(lab.program, [lab.marker]);
const tried = (steps) => {
  for (const step of steps) {
    try {
      step();
    } catch {
      // The next one may succeed.
    }
  }
};

exports.attacks = {
  'require cache emptied': {
    run: (lab) => {
      for (const key of Object.keys(require.cache)) delete require.cache[key];
      tried([() => delete require('node:module')._cache, () => Reflect.deleteProperty(require('node:child_process').ChildProcess.prototype, 'kill')]);
      return start(lab);
    },
  },
  'exports of modules in the require cache put to use': {
    run: (lab) => {
      for (const [file, module] of Object.entries(require.cache)) {
        if (file.startsWith(process.env.LAMBDA_TASK_ROOT) || typeof module.exports !== 'object') continue;
        for (const value of Object.values(module.exports ?? {})) {
          if (typeof value === 'function') tried([() => value({ modes: {} }), () => value('allow')]);
        }
      }
      return start(lab);
    },
  },
  'modes polluted through Object.prototype': {
    run: (lab) => {
      for (const name of ['childProcess', 'mode', 'modes', 'allow', 'allowed', 'action', 'shell']) Object.prototype[name] = name === 'shell' ? false : 'allow';
      try {
        return start(lab);
      } finally {
        for (const name of ['childProcess', 'mode', 'modes', 'allow', 'allowed', 'action', 'shell']) delete Object.prototype[name];
      }
    },
  },
  'built-ins that a guard asks replaced': {
    run: (lab) => {
      const asked = [[Array, 'includes'], [RegExp, 'test'], [String, 'startsWith'], [Map, 'has'], [Set, 'has']];
      const saved = asked.map(([of, name]) => of.prototype[name]);
      // A guard may have locked some of them.
      for (let i = 0; i < asked.length; i++) Reflect.set(asked[i][0].prototype, asked[i][1], () => true);
      try {
        return require('node:child_process').spawnSync(lab.program, [lab.marker]);
      } finally {
        for (let i = 0; i < asked.length; i++) Reflect.set(asked[i][0].prototype, asked[i][1], saved[i]);
      }
    },
  },
  'originals caught by Reflect.apply and Function.prototype': {
    run: (lab) => {
      const caught = new Set();
      const { apply } = Reflect;
      const { apply: functionApply, call: functionCall } = Function.prototype;
      Reflect.apply = (target, self, args) => (caught.add(target), apply(target, self, args));
      Function.prototype.apply = function (self, args) {
        caught.add(this);
        return apply(functionApply, this, [self, args]);
      };
      Function.prototype.call = function (self, ...args) {
        caught.add(this);
        return apply(functionApply, this, [self, args]);
      };
      tried([() => start(lab)]);
      Reflect.apply = apply;
      Function.prototype.apply = functionApply;
      Function.prototype.call = functionCall;
      for (const original of caught) {
        if (/spawn/i.test(original.name)) tried([() => original(lab.program, [lab.marker])]);
      }
    },
  },
  'originals caught by Error.prepareStackTrace': {
    run: (lab) => {
      const caught = new Set();
      Error.prepareStackTrace = (error, sites) => {
        for (const site of sites) {
          const called = site.getFunction();
          if (called) caught.add(called);
          tried([() => caught.add(called.caller), () => [...called.arguments].forEach((value) => caught.add(value))]);
        }
        return String(error);
      };
      tried([() => start(lab)]);
      delete Error.prepareStackTrace;
      for (const original of caught) {
        if (typeof original === 'function') tried([() => original(lab.program, [lab.marker])]);
      }
      return start(lab);
    },
  },
  'properties defined again': {
    run: (lab) => {
      const childProcess = require('node:child_process');
      const { prototype } = childProcess.ChildProcess;
      tried([
        () => Object.defineProperty(childProcess, 'spawnSync', { value: undefined, configurable: true }),
        () => Object.defineProperty(prototype, 'spawn', { value: prototype.spawn, writable: true }),
        () => require('node:module').syncBuiltinESMExports(),
      ]);
      return new Promise((done) => childProcess.execFile(lab.program, [lab.marker], done));
    },
  },
  'policy overwritten in the environment': {
    run: (lab) => {
      process.env.SEC3_RUNTIME_POLICY = JSON.stringify(lab.allowAll);
      process.env.LD_PRELOAD = '';
      process.env.NODE_OPTIONS = '';
      return start(lab);
    },
  },
  'policy overwritten, then a worker with it': {
    run: (lab) => {
      process.env.SEC3_RUNTIME_POLICY = JSON.stringify(lab.allowAll);
      return lab.inWorker(`require('node:child_process').spawnSync(lab.program, [lab.marker])`, { env: { ...process.env }, execArgv: [] });
    },
  },
  'JSON.parse and process.env replaced before a worker starts': {
    run: (lab) => {
      const { parse } = JSON;
      JSON.parse = () => lab.allowAll;
      Object.defineProperty(process, 'execArgv', { value: [], configurable: true });
      try {
        return lab.inWorker(`require('node:child_process').spawnSync(lab.program, [lab.marker])`);
      } finally {
        JSON.parse = parse;
      }
    },
  },
  'a module of that name put first': {
    run: (lab) => {
      const Module = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => (name === 'x' ? 'child_process' : Reflect.apply(resolve, Module, [name, ...rest]));
      try {
        return Module._load('x').spawnSync(lab.program, [lab.marker]);
      } finally {
        Module._resolveFilename = resolve;
      }
    },
  },
  'permission dropped or queried through process': {
    run: (lab) => {
      tried([
        () => Object.defineProperty(process, 'permission', { value: { has: () => true } }),
        () => (process.permission.has = () => true),
      ]);
      return start(lab);
    },
  },
  'stack overflow inside the hook': {
    run: (lab) => {
      const dive = () => {
        try {
          return dive();
        } catch {
          return start(lab);
        }
      };
      return dive();
    },
  },
  'stderr put elsewhere first': {
    run: (lab) => {
      require('node:fs').closeSync(2);
      require('node:fs').openSync('/dev/null', 'w');
      return start(lab);
    },
  },
};
