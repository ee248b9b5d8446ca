import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { sdkSchemas } from '../../../../lib/fuzz/aws/models/sdk-schemas';

const CLIENT = path.join(__dirname, '../../../../node_modules/@aws-sdk/client-dynamodb/dist-cjs/index.js');

test.each([[false, 'cjs'], [true, 'cjs'], [true, 'esm']] as const)('reads the schemas of a bundle, minified: %s, as %s', (minify, format) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-schemas-'));
  const entry = path.join(folder, 'entry.js');
  fs.writeFileSync(entry, `import { DynamoDBClient, GetItemCommand } from '${CLIENT}'; export const handler = () => new DynamoDBClient({}).send(new GetItemCommand({}));`);
  const { outputFiles: [{ text }] } = buildSync({ entryPoints: [entry], bundle: true, minify, format, platform: 'node', write: false, logLevel: 'silent' });
  fs.rmSync(folder, { recursive: true });
  const output = sdkSchemas(text).get('com.amazonaws.dynamodb')!.get('GetItem')!.output!;
  expect(output.kind === 'structure' && Object.entries(output.members()).map(([name, { shape }]) => [name, shape.kind])).toEqual([['Item', 'map'], ['ConsumedCapacity', 'structure']]);
}, 60_000);

test('returns none for code without schemas', () => {
  expect([sdkSchemas('[9, a, b]}{').size, sdkSchemas('exports.handler = 1').size]).toEqual([0, 0]);
});
