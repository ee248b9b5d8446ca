/** Text passed to the loader in various module formats, or at paths without a file. The effect: `lab.code` ran. */
'use strict';
const Module = require('node:module');

exports.category = 'dynamicCode';

/** Returns a hook that provides the text of a module in this format. */
function hooked(lab, format, ending) {
  const url = `file://${lab.task}/given${ending}`;
  Module.registerHooks({
    resolve: (name, context, next) => (name === 'given' ? { url, format, shortCircuit: true } : next(name, context)),
    load: (asked, context, next) => (asked === url ? { format, source: lab.code, shortCircuit: true } : next(asked, context)),
  });
}

async function given(lab, format, ending, load) {
  hooked(lab, format, ending);
  await load('given');
  return globalThis.proof;
}

const imported = (name) => import(name);

async function ofTypes(lab, types) {
  for (const type of types) await import(`data:${type},${encodeURIComponent(lab.code)}`).catch(() => undefined);
  return globalThis.proof;
}

exports.attacks = {
  'a hook with CommonJS in TypeScript': { run: (lab) => given(lab, 'commonjs-typescript', '.cts', require) },
  'a hook with a module in TypeScript': { run: (lab) => given(lab, 'module-typescript', '.mts', imported) },
  'a hook with a module that is required': { run: (lab) => given(lab, 'module', '.mjs', require) },
  'a hook that says no format': { run: (lab) => given(lab, undefined, '.js', require) },
  'a hook that adds to a module': {
    run: async (lab) => {
      Module.registerHooks({
        load(url, context, next) {
          const loaded = next(url, context);
          return url.includes('late.mjs') ? { ...loaded, source: `${loaded.source};\n${lab.code}` } : loaded;
        },
      });
      await import('../late.mjs?added');
      return globalThis.proof;
    },
  },
  'a data URL with a parameter': { run: (lab) => ofTypes(lab, ['text/javascript;charset=utf-16', 'text/javascript;x=y']) },
  'a data URL with a previous type': { run: (lab) => ofTypes(lab, ['TEXT/JAVASCRIPT', 'application/javascript', 'text/ecmascript']) },
  'the name of the process, as the file of a text': {
    run: (lab) => {
      process.title = 'proof=known';
      globalThis.known = lab.proof;
      new Module('/proc/self/comm')._compile('proof=known\n', '/proc/self/comm');
      return globalThis.proof;
    },
  },
};
