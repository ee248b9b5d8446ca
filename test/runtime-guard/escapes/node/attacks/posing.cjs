/** Code in a file that takes the name of a built-in module (see its last line). The effect: as in code.cjs and source.cjs. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const vm = require('node:vm');

exports.category = 'dynamicCode';

const wasm = Buffer.from('0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b', 'hex');

exports.attacks = {
  'compiles text': { run: (lab) => new Module('x')._compile(lab.code, '/tmp/x.js') ?? globalThis.proof },
  'runs a script': { run: (lab) => new vm.Script(lab.code).runInThisContext() },
  'compiles WebAssembly': { run: async (lab) => ((await WebAssembly.instantiate(wasm)).instance.exports.answer() === 42 ? lab.proof : undefined) },
  'reads as the loader does': {
    category: 'sourceRead',
    run: function wrapModuleLoad(lab) {
      return fs.readFileSync(lab.source, 'utf8');
    },
  },
};
//# sourceURL=node:internal/modules/cjs/loader
