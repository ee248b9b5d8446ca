import * as fs from 'fs';
import * as path from 'path';
import { gapsOf, inFolder, stacksOf, typesOf } from './sam/expanded';
import { readStacks } from '../../../lib/gate';

const unroll = (resources: object, sections: object = {}) => stacksOf({ Transform: 'AWS::LanguageExtensions', ...sections, Resources: resources })[0];

const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });

test('a loop creates a resource for each item', () => {
  const stack = unroll({ 'Fn::ForEach::Queues': ['Name', ['In', 'Out'], { 'Queue${Name}': queue({ QueueName: { 'Fn::Sub': '${Name}-queue' }, Tags: [{ Key: 'n', Value: { Ref: 'Name' } }] }) }] });
  expect(stack.body.Resources).toMatchObject({
    QueueIn: { Properties: { QueueName: { 'Fn::Sub': 'In-queue' }, Tags: [{ Key: 'n', Value: 'In' }] } },
    QueueOut: { Properties: { QueueName: { 'Fn::Sub': 'Out-queue' } } },
  });
  expect(gapsOf(stack)).toEqual([]);
});

test('loops work within loops, within properties, and with &{} that removes special characters', () => {
  const stack = unroll({
    'Fn::ForEach::A': ['X', ['a.1'], { 'Fn::ForEach::B': ['Y', ['b', 'c'], { 'Queue&{X}${Y}': queue({ 'Fn::ForEach::P': ['Z', ['Delay', 'Visibility'], { '${Z}Seconds': '${X}' }] }) }] }],
  });
  expect(typesOf(stack)).toEqual({ Queuea1b: 'AWS::SQS::Queue', Queuea1c: 'AWS::SQS::Queue' });
  expect(stack.body.Resources!.Queuea1b.Properties).toEqual({ DelaySeconds: 'a.1', VisibilitySeconds: 'a.1' });
});

test('a list is read from mappings, or from the default of a parameter, which is reported', () => {
  const loop = (collection: unknown) => ({ 'Fn::ForEach::L': ['X', collection, { 'Queue${X}': queue() }] });
  const sections = { Mappings: { M: { a: { b: ['P', 'Q'] } } }, Parameters: { List: { Type: 'CommaDelimitedList', Default: 'R, S' } } };
  expect(Object.keys(typesOf(unroll(loop({ 'Fn::FindInMap': ['M', 'a', 'b'] }), sections)))).toEqual(['QueueP', 'QueueQ']);
  const byParameter = unroll(loop({ Ref: 'List' }), sections);
  expect(Object.keys(typesOf(byParameter))).toEqual(['QueueR', 'QueueS']);
  expect(gapsOf(byParameter)).toEqual(['Resources.Fn::ForEach::L: the loop runs over parameter List; only the resources for its default value are checked']);
  expect(gapsOf(unroll(loop({ 'Fn::GetAtt': ['A', 'B'] })))).toEqual(['Resources.Fn::ForEach::L: the collection of the loop is known only at deployment (hides resources)']);
});

test('outputs of a loop have their lines in the loop', () => {
  const outputs = { 'Fn::ForEach::Outs': ['X', ['a', 'b'], { 'Out${X}': { Value: { 'Fn::Sub': '${X}' } } }] };
  const template = { Transform: 'AWS::LanguageExtensions', Resources: { Queue: queue() }, Outputs: outputs };
  expect(inFolder({ 'template.json': JSON.stringify(template, undefined, 1) }, (folder) => {
    const [stack] = readStacks({ file: path.join(folder, 'template.json') });
    const lines = fs.readFileSync(stack.file, 'utf8').split('\n');
    return ['Outputs.Outa.Value', 'Outputs.Outb', 'Outputs.Outc'].map((location) => lines[stack.placeOf(location)!.line - 1].trim());
  })).toEqual(['"Value": {', '"Out${X}": {', '"Outputs": {']);
});

test.each([
  ['two arguments', ['X', ['a']]],
  ['no identifier', [1, ['a'], { Queue: queue() }]],
  ['a collection that is no list', ['X', 'a', { Queue: queue() }]],
  ['no list of arguments', { X: 'a' }],
])('a loop with %s is reported as rejected by CloudFormation', (_, loop) => {
  expect(gapsOf(unroll({ 'Fn::ForEach::L': loop }))).toEqual(['Resources.Fn::ForEach::L: Fn::ForEach takes an identifier, a list and a map (hides resources)']);
});

test('without the macro, a loop is not expanded', () => {
  expect(stacksOf({ Resources: { 'Fn::ForEach::L': ['X', ['a'], { '${X}': queue() }] } })[0].body.Resources).toHaveProperty(['Fn::ForEach::L']);
});

test('loops with too many results are rejected', () => {
  const items = [...Array(100).keys()].map(String);
  const nested = (depth: number): object => (depth === 0 ? { 'Q${X1}${X2}${X3}': queue() } : { [`Fn::ForEach::L${depth}`]: [`X${depth}`, items, nested(depth - 1)] });
  expect(() => unroll(nested(3))).toThrow('has loops that create more than 100000 values');
});

