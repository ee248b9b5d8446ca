/*
 * The only connection between the network of the functions and the outside. That network is a namespace with only the loopback interface.
 *
 *   node gateway.cjs OUTSIDE INSIDE ADDRESS...
 *
 * Connections to port 443 of the addresses go to the socket OUTSIDE. On the socket INSIDE, the first line of a connection is its destination, such as
 * `127.1.0.1:8080`. The gateway ends together with the process that started it.
 */
'use strict';
const { execFileSync } = require('child_process');
const net = require('net');

const [outside, inside, ...addresses] = process.argv.slice(2);

function join(one, other) {
  for (const [from, to] of [[one, other], [other, one]]) {
    from.pipe(to);
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
  }
}

function listen(server, ...where) {
  return new Promise((resolve) => server.listen(...where, resolve));
}

const enter = net.createServer((client) => {
  client.on('error', () => undefined);
  client.once('data', (data) => {
    const end = data.indexOf('\n');
    const [host, port] = data.toString('latin1', 0, end).split(':');
    client.pause();
    if (end + 1 < data.length) client.unshift(data.subarray(end + 1));
    join(client, net.connect(Number(port), host));
  });
});

execFileSync('ip', ['link', 'set', 'lo', 'up']);
for (const address of addresses) execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo']);
const leave = addresses.map((address) => listen(net.createServer((client) => join(client, net.connect(outside))), 443, address));
process.on('disconnect', () => process.exit());
Promise.all([listen(enter, inside), ...leave]).then(() => process.send('ready'));
