// Runs a nameserver at 203.0.113.53, and a guarded program that uses it: node nameserver.cjs program.cjs
// Prints the program's output, the queried names, and datagrams that were not queries.
const { spawn } = require('child_process');
const dgram = require('dgram');

const asked = [];
const received = [];
const server = dgram.createSocket('udp4');

server.on('message', (message, client) => {
  const name = questionIn(message);
  if (name === undefined) {
    received.push(message.toString('latin1'));
  } else {
    asked.push(name.toLowerCase());
    server.send(answerTo(message, name), client.port, client.address);
  }
});

server.bind(53, '203.0.113.53', () => {
  const { GUARD, ...env } = process.env;
  const program = spawn(process.execPath, [process.argv[2]], { env: GUARD ? { ...env, LD_PRELOAD: GUARD } : env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  program.stdout.on('data', (data) => { output += data; });
  program.on('close', () => {
    console.log(JSON.stringify({ answers: JSON.parse(output), asked, received }));
    server.close();
  });
});

/** Returns the name of the only question, or undefined if the message is not exactly one question (with EDNS). */
function questionIn(message) {
  if (message.length < 17 || message.readUInt16BE(4) !== 1) return undefined;
  const labels = [];
  let at = 12;
  while (message[at] > 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  const extra = message.readUInt16BE(10) === 1 ? 11 + message.readUInt16BE(at + 14) : 0;
  return at + 5 + extra === message.length ? labels.join('.') : undefined;
}

/** Returns the answer: 203.0.113.21 for b.example, 203.0.113.20 for all other names, and IPv4 addresses only. */
function answerTo(message, name) {
  let at = 12;
  while (message[at] > 0) at += message[at] + 1;
  const question = message.subarray(12, at + 5);
  const isA = message.readUInt16BE(at + 1) === 1;
  const header = Buffer.from([message[0], message[1], 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 203, 0, 113, name.toLowerCase() === 'b.example' ? 21 : 20]);
  return Buffer.concat([header, question, ...(isA ? [record] : [])]);
}
