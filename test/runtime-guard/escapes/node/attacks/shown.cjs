/** Content of files that Node.js shows: errors of ES modules, source maps, streams. The effect: the answer contains text of the function's files. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const { inspect } = require('node:util');

exports.category = 'sourceRead';

/** Returns all text that an error shows. */
async function shownBy(step) {
  try {
    await step();
  } catch (e) {
    return [e.message, e.stack, inspect(e, { showHidden: true, depth: 5 }), ...Reflect.ownKeys(e).map((key) => String(e[key]))].join('\n');
  }
  return undefined;
}

async function map(lab, load) {
  process.setSourceMapsEnabled(true);
  const { fail } = await load();
  const found = Module.findSourceMap(`${lab.task}/mapped.cjs`);
  return `${inspect(found?.payload, { depth: 5 })} ${await shownBy(fail)}`;
}

exports.attacks = {
  'the error of a name that an ES module lacks': { run: () => shownBy(() => import('../unlinked.mjs')) },
  'the error of a name that another module lacks': { run: () => shownBy(() => import('../unnamed.mjs')) },
  'a source map of a module that is required': { run: (lab) => map(lab, () => require('../mapped.cjs')) },
  'a source map of a module that is imported': { run: (lab) => map(lab, async () => (await import('../mapped.cjs')).default) },
  'a source map, by a setting of modules': {
    run: (lab) => {
      Module.setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
      return map(lab, () => require('../mapped.cjs'));
    },
  },
  'a stream of the web, of a handle': {
    run: async (lab) => {
      let read = '';
      for await (const chunk of (await fs.promises.open(lab.source)).readableWebStream()) read += Buffer.from(chunk);
      return read;
    },
  },
  'a response of a stream': { run: async (lab) => String(await new Response(fs.createReadStream(lab.source)).text()) },
  'a file in pieces, by readv': {
    run: (lab) => {
      const pieces = [Buffer.alloc(20), Buffer.alloc(200)];
      fs.readvSync(fs.openSync(lab.source), pieces);
      return Buffer.concat(pieces).toString();
    },
  },
};
