import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { EventSchema } from '../lib/inbound-events/event-schema';
import { pythonContract } from '../lib/inbound-events/events/python-contract';
import { writeLayer } from '../lib/inbound-events/events/validator-layer';

const PACKAGES = ['fastjsonschema==2.22.3', 'pydantic==2.14.4'];

/** The kinds of fields in the message, with values; the last one is a list of objects. */
const KINDS: readonly (readonly [schema: object, value: unknown])[] = [
  [{ type: 'string', maxLength: 100 }, 'x'.repeat(80)],
  [{ type: 'integer', minimum: 0, maximum: 1000 }, 5],
  [{ type: 'number', minimum: 0 }, 1.5],
  [{ type: 'boolean' }, true],
  [{ type: 'string', pattern: '^[a-z0-9-]{1,40}$' }, 'abc-def-012'],
  [{ type: 'string', maxLength: 200 }, 'é'.repeat(90)],
  [
    { type: 'array', maxItems: 20, items: { type: 'object', additionalProperties: false, required: ['sku', 'quantity'], properties: { sku: { type: 'string', maxLength: 20 }, quantity: { type: 'integer', minimum: 1, maximum: 10 } } } },
    Array.from({ length: 10 }, (_, i) => ({ sku: `sku-${i}`, quantity: 3 })),
  ],
];

/** Prints the cost of a message of 30 fields in Python for each library, and that of loading the library. */
export function reportPython(rounds: number): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-python-'));
  try {
    const python = environment(folder);
    const libraries = ['ours', 'fastjsonschema', 'pydantic'];
    const results = new Map(libraries.map((library) => [library, [] as { init: number; message: number }[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const library of libraries) results.get(library)!.push(JSON.parse(run(python, ['-B', path.join(__dirname, 'events-python.py'), library, folder])) as { init: number; message: number });
    }
    console.log(`\nPython, a message of 30 fields, medians of ${rounds} processes.\n\n| | init, ms | message, µs |\n|---|---|---|`);
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(1);
    for (const [library, all] of results) console.log(`| ${library} | ${median(all.map(({ init }) => init))} | ${median(all.map(({ message }) => message))} |`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the schema, the message and the validator with the schema into the folder. @returns the path of a Python interpreter with the other
 * libraries
 */
function environment(folder: string): string {
  const fields = Array.from({ length: 30 }, (_, i) => [`field_${i}`, KINDS[i % KINDS.length]] as const);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    required: fields.map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, [each]]) => [name, each])),
  };
  fs.writeFileSync(path.join(folder, 'schema.json'), JSON.stringify(schema));
  fs.writeFileSync(path.join(folder, 'message.json'), JSON.stringify(Object.fromEntries(fields.map(([name, [, value]]) => [name, value]))));
  const layer = writeLayer(pythonContract({ sources: [EventSchema.direct(schema)._contract] }), 'python');
  fs.cpSync(path.join(layer, 'python'), folder, { recursive: true });
  fs.rmSync(layer, { recursive: true, force: true });
  run('python3', ['-m', 'venv', path.join(folder, 'venv')]);
  const python = path.join(folder, 'venv/bin/python');
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  return python;
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}
