'use strict';
/** Logs its event with every API for output. */
const { Console } = require('node:console');
const fs = require('node:fs');
const { writeSync } = require('node:fs');
const { inspect, promisify } = require('node:util');

const own = new Console({ stdout: process.stdout, stderr: process.stderr });
const { log } = console;

exports.everything = async (event, context) => {
  const [body] = event.Records.map((record) => JSON.parse(record.body));
  const cyclic = { body, get read() { return (reads += 1); } };
  cyclic.itself = cyclic;
  let reads = 0;
  log('PUBLIC-LOG', body, event);
  console.info(event);
  console.debug(body);
  console.warn(JSON.stringify(event));
  console.error(new Error(`no card ${body.card}`));
  console.error('PUBLIC-ERROR', new TypeError(`no card ${body.card}`));
  console.trace('%s is %j', body.name, body);
  console.log(cyclic);
  console.dir(body);
  console.table([body]);
  console.group(body.name);
  console.log({ toJSON: () => ({ body, reads: (reads += 1) }) });
  console.groupEnd();
  own.log(event);
  own.error(JSON.stringify(body));
  process.stdout.write(`PUBLIC-STDOUT ${body.name}\n`);
  process.stdout.write(Buffer.from(`PUBLIC-BYTES ${body.card}\n`));
  process.stderr.write(Buffer.from(inspect(body)).toString('latin1'), 'latin1');
  await new Promise((resolve) => process.stderr.write(`PUBLIC-STDERR ${body.card}\n`, resolve));
  writeSync(1, `PUBLIC-SYNC ${body.card}\n`);
  const bytes = Buffer.from(`${body.name}\n`);
  if (fs.writeSync(2, bytes, 0, bytes.length) !== bytes.length) throw new Error('not all was written');
  const { bytesWritten } = await promisify(fs.write)(1, `PUBLIC-WRITE ${body.name}\n`);
  if (bytesWritten !== Buffer.byteLength(`PUBLIC-WRITE ${body.name}\n`)) throw new Error('not all was written');
  console.log('PUBLIC-READS', reads, context.awsRequestId);
  setTimeout(() => console.log('PUBLIC-LATER', body), 50);
  return body;
};

exports.failing = async (event) => {
  throw Object.assign(new Error(`no card ${JSON.parse(event.Records[0].body).card}`), { event, cause: new Error(event.Records[0].body) });
};

exports.crashing = async (event) => {
  const { card } = JSON.parse(event.Records[0].body);
  setTimeout(() => { throw Object.assign(new Error(`PUBLIC-CRASH ${card}`), { event, cause: new Error(card) }); }, 10);
  await new Promise(() => {});
};
