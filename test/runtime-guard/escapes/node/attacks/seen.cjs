/**
 * The handler's code as text, captured in functions that the loader and others call. The effect: the answer contains text of a comment in
 * `lab.source`, or of `lab.task`/secret.cts.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { PassThrough } = require('node:stream');
const { text } = require('node:stream/consumers');
const { having } = require('./tricks/index.cjs');

exports.category = 'sourceRead';

let times = 0;

/** Returns the first receiver or argument of a method that contains the source, while a module is loaded. */
async function seenBy(owner, name, load) {
  const { [name]: original } = owner;
  let seen;
  owner[name] = function (...args) {
    if (seen === undefined) for (const each of [this, ...args]) if (typeof each !== 'object' || each instanceof String) seen ??= `${each}`.includes('SRC-') ? `${each}` : undefined;
    return Reflect.apply(original, this, args);
  };
  try {
    await load();
  } finally {
    owner[name] = original;
  }
  return seen;
}

const imported = (name, lab) => seenBy(String.prototype, name, () => import(`${lab.source}?${++times}`));

exports.attacks = {
  'import, by String.prototype.charCodeAt': { run: (lab) => imported('charCodeAt', lab) },
  'import, by String.prototype.slice': { run: (lab) => imported('slice', lab) },
  'import, by String.prototype.startsWith': { run: (lab) => imported('startsWith', lab) },
  'TypeScript, by the memory of what strips types': {
    run: (lab) => {
      const property = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer');
      let memory;
      const get = function () {
        return (memory = Reflect.apply(property.get, this, []));
      };
      having(WebAssembly.Memory.prototype, 'buffer', { ...property, get }, () => require(path.join(lab.task, 'secret.cts')));
      const bytes = Buffer.from(memory);
      const at = bytes.indexOf('SRC-');
      return bytes.toString('latin1', at, at + 40);
    },
  },
  'a file that is called certificates later': {
    run: (lab) => {
      process.env.NODE_EXTRA_CA_CERTS = lab.source;
      require('node:tls').rootCertificates.at(0);
      return fs.readFileSync(lab.source, 'utf8');
    },
  },
  'lines that the REPL loads': {
    means: ['inspector'],
    run: async (lab) => {
      const output = new PassThrough();
      const repl = require('node:repl').start({ input: new PassThrough(), output, terminal: true });
      repl.commands.load.action.call(repl, lab.source);
      setTimeout(() => output.end(), 200);
      return text(output);
    },
  },
};
