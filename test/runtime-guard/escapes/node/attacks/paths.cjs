/** The handler's source, by names that a guard may interpret differently from Node.js. The effect: as in source.cjs. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

exports.category = 'sourceRead';

exports.attacks = {
  'a Uint8Array': { run: (lab) => fs.readFileSync(new Uint8Array(Buffer.from(lab.source)), 'utf8') },
  'an object like a URL': {
    run: (lab) => {
      const { href, protocol, hostname, pathname, host, search, hash } = pathToFileURL(lab.source);
      return fs.readFileSync({ href, protocol, hostname, pathname, host, search, hash }, 'utf8');
    },
  },
  'a URL that is no instance of URL any more': {
    run: (lab) => {
      const url = pathToFileURL(lab.source);
      Object.setPrototypeOf(url, Object.create(URL.prototype, Object.getOwnPropertyDescriptors(URL.prototype)));
      Object.defineProperty(URL, Symbol.hasInstance, { value: () => false, configurable: true });
      try {
        return fs.readFileSync(url, 'utf8');
      } finally {
        delete URL[Symbol.hasInstance];
      }
    },
  },
  'a URL that changes': {
    run: (lab) => {
      let reads = 0;
      const url = pathToFileURL(lab.source);
      const { pathname } = url;
      // Every second access returns another file.
      Object.defineProperty(url, 'pathname', { get: () => (reads++ % 2 ? pathname : '/etc/hostname') });
      const read = [0, 1].map(() => fs.readFileSync(url, 'utf8'));
      return read.join('\n');
    },
  },
  'a working directory that is not what it seems': {
    run: (lab) => {
      const { cwd } = process;
      process.chdir(lab.task);
      process.cwd = () => '/nowhere';
      try {
        return fs.readFileSync(path.basename(lab.source), 'utf8');
      } finally {
        process.cwd = cwd;
      }
    },
  },
  'path.resolve replaced': {
    run: (lab) => {
      const { resolve } = path;
      path.resolve = () => '/nowhere';
      try {
        return fs.readFileSync(`${lab.task}/../${path.basename(lab.task)}/${path.basename(lab.source)}`, 'utf8');
      } finally {
        path.resolve = resolve;
      }
    },
  },
  'at every depth of the stack': {
    run: (lab) => {
      let read;
      const dive = () => {
        try {
          dive();
        } finally {
          if (!read) {
            try {
              read = fs.readFileSync(`/proc/self/root${lab.source}`, 'utf8');
            } catch {
              // One frame further up has more room.
            }
          }
        }
      };
      try {
        dive();
      } catch {
        // The stack was full, as intended.
      }
      return read;
    },
  },
  'the folder above copied': {
    run: (lab) => {
      const copy = path.join(lab.out, 'copy');
      fs.cpSync(path.dirname(lab.task), copy, { recursive: true });
      return fs.readFileSync(path.join(copy, 'task', path.basename(lab.source)), 'utf8');
    },
  },
  'a stream with an fs of its own': {
    run: async (lab) => {
      const { text } = require('node:stream/consumers');
      const { open, read, close } = fs;
      return text(fs.createReadStream(lab.source, { fs: { open, read, close } }));
    },
  },
  'a diagnostics channel muted during init': {
    prepare: () => {
      const diagnostics = require('node:diagnostics_channel');
      for (const name of ['http.client.request.start', 'http.client.request.created', 'http.client.response.finish']) {
        const channel = diagnostics.channel(name);
        Reflect.defineProperty(channel, 'publish', { value: () => undefined });
        Reflect.defineProperty(channel, 'hasSubscribers', { value: false });
      }
    },
    run: (lab) => fs.readFileSync(lab.source, 'utf8'),
  },
  'fs.readFileSync kept from init': {
    prepare: () => (globalThis.kept = { ...fs }),
    run: (lab) => globalThis.kept.readFileSync(lab.source, 'utf8'),
  },
};
