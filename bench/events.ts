/**
 * Measures the cost of event validation: the event validator, Powertools (validation, and parser with zod) and Middy with the same schema and events.
 * In Python, it is compared with fastjsonschema and pydantic for a message of 30 fields.
 *
 *   npm run bench:events
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { build } from 'esbuild';
import { reportPython } from './events-python';
import { EventSchema } from '../lib/inbound-events/event-schema';
import { message, restRequest, sqsEvent } from '../test/event-validator/sample-events';
import { handlerIn, removeValidators, unpackedValidator } from '../test/event-validator/validated';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const BATCH = 10_000;

const ITEM = {
  type: 'object',
  additionalProperties: false,
  required: ['sku', 'quantity', 'price'],
  properties: {
    sku: { type: 'string', minLength: 1, maxLength: 20 },
    quantity: { type: 'integer', minimum: 1, maximum: 1000 },
    price: { type: 'number', minimum: 0 },
    note: { type: 'string', maxLength: 200 },
  },
};
const ORDER = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'customer', 'items'],
  properties: { id: { type: 'string', maxLength: 36 }, customer: { type: 'string', maxLength: 100 }, items: { type: 'array', items: ITEM } },
};

const SENSITIVE = { 'x-sensitive': true };
const SENSITIVE_ITEM = { ...ITEM, properties: { ...ITEM.properties, price: { ...ITEM.properties.price, ...SENSITIVE } } };
const SENSITIVE_ORDER = {
  ...ORDER,
  properties: { ...ORDER.properties, customer: { ...ORDER.properties.customer, ...SENSITIVE }, items: { type: 'array', items: SENSITIVE_ITEM } },
};

/** The schema of an order for zod. */
const ZOD = `z.strictObject({ id: z.string().max(36), customer: z.string().max(100), items: z.array(z.strictObject({
  sku: z.string().min(1).max(20), quantity: z.int().min(1).max(1000), price: z.number().min(0), note: z.string().max(200).optional() })) })`;

/** A handler for each library, written as in its documentation, and bundled as its users do. */
const LIBRARIES: { readonly [name: string]: string } = {
  '@aws-lambda-powertools/validation': `
    import { validate } from '@aws-lambda-powertools/validation';
    import { Ajv } from 'ajv';
    const ajv = new Ajv({ allErrors: true });
    const schema = ${JSON.stringify(ORDER)};
    ajv.compile(schema);
    export const handler = async (event) => {
      if (event.Records) for (const record of event.Records) validate({ payload: JSON.parse(record.body), schema, ajv });
      else validate({ payload: JSON.parse(event.body), schema, ajv });
    };`,
  '@aws-lambda-powertools/parser': `
    import { parse } from '@aws-lambda-powertools/parser';
    import { z } from 'zod';
    const schema = ${ZOD};
    export const handler = async (event) => {
      if (event.Records) for (const record of event.Records) parse(JSON.parse(record.body), undefined, schema);
      else parse(JSON.parse(event.body), undefined, schema);
    };`,
  '@middy/validator': `
    import middy from '@middy/core';
    import validator from '@middy/validator';
    import { transpileSchema } from '@middy/validator/transpile';
    const order = ${JSON.stringify({ ...ORDER, $schema: undefined })};
    const body = { type: 'object', properties: { body: order } };
    const eventSchema = transpileSchema({ type: 'object', properties: { body: order, Records: { type: 'array', items: body } } });
    const parsed = { before: ({ event }) => {
      if (event.Records) for (const record of event.Records) record.body = JSON.parse(record.body);
      else event.body = JSON.parse(event.body);
    } };
    export const handler = middy().use(parsed).use(validator({ eventSchema })).handler(async () => {});`,
};

/** Measures in one process how long a module takes to load, and how many events it handles per second. */
const PROGRAM = `
  import { readFileSync } from 'node:fs';
  const [module, events] = process.argv.slice(-2);
  const start = performance.now();
  const { handler } = await import(module);
  const result = { init: performance.now() - start };
  const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => 1000 };
  for (const [name, text] of Object.entries(JSON.parse(readFileSync(events, 'utf8')))) {
    const once = async () => { const event = JSON.parse(text); const begin = performance.now(); await handler(event, context); return performance.now() - begin; };
    for (let spent = 0; spent < 300;) spent += await once();
    let [count, spent] = [0, 0];
    for (; spent < 500; count += 1) spent += await once();
    result[name] = (count * 1000) / spent;
  }
  process.stderr.write(JSON.stringify(result));
`;

type Result = { readonly [measure: string]: number };

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-events-'));

void main().finally(() => {
  removeValidators();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function main(): Promise<void> {
  const events = path.join(folder, 'events.json');
  fs.writeFileSync(events, JSON.stringify(eventsBySize()));
  const program = path.join(folder, 'program.mjs');
  fs.writeFileSync(program, PROGRAM);
  const modules: { readonly [name: string]: string } = {
    'event validator': validatorModule(ORDER),
    'event validator, customer and prices sensitive': validatorModule(SENSITIVE_ORDER),
    ...(await libraryModules()),
  };
  const results = new Map<string, Result[]>(Object.keys(modules).map((name) => [name, []]));
  // Variants run alternately, so that other load of the machine affects all of them equally.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, module] of Object.entries(modules)) results.get(name)!.push(measure(program, module, events));
  }
  report(results);
  reportPython(ROUNDS);
}

function eventsBySize(): { readonly [name: string]: string } {
  const order = (bytes: number) => {
    const items = Array.from({ length: Math.max(1, Math.round(bytes / 100)) }, (_, i) => ({ sku: `sku-${i}`, quantity: 1 + (i % 9), price: i / 4, note: 'n'.repeat(48) }));
    return JSON.stringify({ id: '0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7', customer: 'Ann Example', items });
  };
  const request = (bytes: number) => JSON.stringify(restRequest('POST /orders', order(bytes)));
  return {
    '1 KB': request(1000),
    '10 KB': request(10_000),
    '100 KB': request(100_000),
    [`${BATCH} records`]: JSON.stringify(sqsEvent(...Array.from({ length: BATCH }, (_, i) => message(order(100), `m${i}`)))),
  };
}

function validatorModule(order: object): string {
  const layer = unpackedValidator([EventSchema.restApi({ body: order }), EventSchema.sqs(order)]);
  return handlerIn(layer).replace(/\.handler$/, '.mjs');
}

async function libraryModules(): Promise<{ [name: string]: string }> {
  const modules: { [name: string]: string } = {};
  for (const [index, [name, contents]] of Object.entries(LIBRARIES).entries()) {
    modules[name] = path.join(folder, `library${index}.cjs`);
    await build({
      stdin: { contents, resolveDir: path.join(__dirname, '..'), loader: 'js' },
      outfile: modules[name],
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    });
  }
  return modules;
}

function measure(program: string, module: string, events: string): Result {
  fs.writeFileSync(path.join(folder, 'index.mjs'), 'export const handler = async () => {};');
  const { status, stderr } = spawnSync(process.execPath, [program, module, events], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, LAMBDA_TASK_ROOT: folder, SEC3_EVENT_HANDLER: 'index.handler', SEC3_EVENT_QUARANTINE: 'https://sqs.example.com/q' },
  });
  if (status !== 0) throw new Error(`${module} failed: ${stderr}`);
  return JSON.parse(stderr) as Result;
}

function report(results: ReadonlyMap<string, readonly Result[]>): void {
  const measures = Object.keys([...results.values()][0][0]);
  console.log(`Medians of ${ROUNDS} processes each, with the extremes. init: ms; others: events in a second. Node.js ${process.versions.node}, ${os.cpus().length} CPUs.\n`);
  console.log(`| | ${measures.join(' | ')} |\n|---|${measures.map(() => '---').join('|')}|`);
  for (const [name, rounds] of results) {
    const cells = measures.map((measured) => {
      const values = rounds.map((round) => round[measured]).sort((a, b) => a - b);
      const shown = [values[0], values[Math.floor(values.length / 2)], values.at(-1)!].map((value) => value.toFixed(value < 100 ? 1 : 0));
      const [least, median, most] = shown;
      return `${median} (${least} to ${most})`;
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
