import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { botocoreModel } from '../../../../lib/fuzz/aws/models/botocore-model';
import type { Member, Shape } from '../../../../lib/fuzz/aws/models/service-model';

const botocore = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-botocore-'));
afterAll(() => fs.rmSync(botocore, { recursive: true }));

/** Writes a model with one operation and its shapes, in the layout of botocore. */
function put(service: string, version: string, name: string, shapes: { readonly [name: string]: object }, more: object = {}): void {
  const text = JSON.stringify({ operations: { [name]: { name, output: { shape: 'Output' }, ...more } }, shapes });
  const file = path.join(botocore, 'data', service, version, 'service-2.json.gz');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, gzipSync(text));
}

const output = (service: string, name: string) => membersOf(botocoreModel(botocore, service)!.get(name)!.output!);

function membersOf(shape: Shape): { readonly [name: string]: Member } {
  if (shape.kind !== 'structure') throw new Error(`${shape.kind} is no structure`);
  return shape.members();
}

test('reads values of each type', () => {
  const types = { string: 'text', integer: 'integer', long: 'integer', float: 'number', double: 'number', boolean: 'boolean', timestamp: 'time', blob: 'bytes' };
  const members = Object.fromEntries(Object.keys(types).map((type) => [type, { shape: type }]));
  put('types', '2020-01-01', 'Get', { Output: { type: 'structure', members }, ...Object.fromEntries(Object.keys(types).map((type) => [type, { type }])) });
  expect(Object.fromEntries(Object.entries(output('types', 'Get')).map(([name, { shape }]) => [name, shape.kind]))).toEqual(types);
});

test('reads lists, maps, enumerations, documents and recursive structures', () => {
  put('nested', '2020-01-01', 'Get', {
    Output: { type: 'structure', members: { Tree: { shape: 'Node' }, Tags: { shape: 'Tags' }, Free: { shape: 'Free' } } },
    Node: { type: 'structure', members: { Children: { shape: 'Nodes' }, State: { shape: 'State' } } },
    Nodes: { type: 'list', member: { shape: 'Node' } },
    Tags: { type: 'map', key: { shape: 'State' }, value: { shape: 'State' } },
    State: { type: 'string', enum: ['on', 'off'] },
    Free: { type: 'structure', document: true },
  });
  const { Tree, Tags, Free } = output('nested', 'Get');
  const node = membersOf(Tree.shape);
  expect(node.State.shape).toEqual({ kind: 'text', values: ['on', 'off'] });
  expect(membersOf((node.Children.shape as any).element().shape)).toHaveProperty('State');
  expect([Tags.shape.kind, (Tags.shape as any).element().shape, Free.shape]).toEqual(['map', node.State.shape, { kind: 'document' }]);
});

test('reads places and names of the parts of a response', () => {
  put('places', '2020-01-01', 'Get', {
    Output: { type: 'structure', payload: 'Body', members: { Body: { shape: 'Text' }, Type: { shape: 'Text', location: 'header', locationName: 'content-type' }, Metadata: { shape: 'Map', location: 'headers' }, Items: { shape: 'List' } } },
    Text: { type: 'string' },
    Map: { type: 'map', value: { shape: 'Text' } },
    List: { type: 'list', flattened: true, member: { shape: 'Text', locationName: 'Item' } },
  }, { http: { method: 'GET', requestUri: '/things/{id}?tagging' } });
  const { Body, Type, Metadata, Items } = output('places', 'Get');
  expect([Body.place, Type, Metadata.place, Items.isFlat, (Items.shape as any).element().wireName]).toEqual([
    'payload', expect.objectContaining({ place: 'header', wireName: 'content-type' }), 'headers', true, 'Item',
  ]);
  expect(botocoreModel(botocore, 'places')!.get('Get')!.http).toEqual({ method: 'GET', path: '/things/{id}' });
});

test('reads error codes as services send them', () => {
  put('errors', '2020-01-01', 'Get', {
    Output: { type: 'structure', members: {} }, Gone: { type: 'structure', members: {}, error: { code: 'AWS.SimpleQueueService.NonExistentQueue' } }, NotFound: { type: 'structure', members: {} },
  }, { errors: [{ shape: 'Gone' }, { shape: 'NotFound' }] });
  expect(botocoreModel(botocore, 'errors')!.get('Get')!.errors).toEqual(['AWS.SimpleQueueService.NonExistentQueue', 'NotFound']);
});

test('uses the newest version, and finds services by their signing name', () => {
  const one = (name: string) => ({ Output: { type: 'structure', members: { [name]: { shape: 'Text' } } }, Text: { type: 'string' } });
  put('stepfunctions', '2016-11-23', 'StartExecution', one('Old'));
  put('stepfunctions', '2020-01-01', 'StartExecution', one('executionArn'));
  expect(Object.keys(output('states', 'StartExecution'))).toEqual(['executionArn']);
});

test('merges services with the same signing name, the first one first', () => {
  put('bedrock', '2023-04-20', 'ListModels', { Output: { type: 'structure', members: {} } });
  put('bedrock-runtime', '2023-09-30', 'InvokeModel', { Output: { type: 'structure', members: {} } });
  expect([...botocoreModel(botocore, 'bedrock')!.keys()].sort()).toEqual(['InvokeModel', 'ListModels']);
});

test('returns undefined for an unknown service', () => {
  expect([botocoreModel(botocore, 'none'), botocoreModel(botocore, 'execute-api')]).toEqual([undefined, undefined]);
});
