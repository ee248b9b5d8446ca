/** Reads the models that are part of botocore, if Python has it. */
import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { Member, Operation, ServiceModel, Shape } from './service-model';

/** Folders of the services that sign with another name. */
const FOLDERS: { readonly [signingName: string]: readonly string[] } = {
  'states': ['stepfunctions'],
  'monitoring': ['cloudwatch'],
  'email': ['ses'],
  'ses': ['sesv2', 'ses'],
  'bedrock': ['bedrock-runtime', 'bedrock'],
  'elasticmapreduce': ['emr'],
  'mobiletargeting': ['pinpoint'],
  'aps': ['amp'],
  'execute-api': [],
  'iotdata': ['iot-data'],
  'tagging': ['resourcegroupstaggingapi'],
};

/** Names of simple types in the models. */
const SIMPLE: { readonly [type: string]: 'integer' | 'number' | 'boolean' | 'time' | 'bytes' } = {
  integer: 'integer', long: 'integer', float: 'number', double: 'number', boolean: 'boolean', timestamp: 'time', blob: 'bytes',
};

const PLACES: { readonly [location: string]: Member['place'] } = { header: 'header', headers: 'headers', statusCode: 'status' };

/** Returns the model of a service. Undefined if botocore has none. */
export function botocoreModel(botocore: string, signingName: string): ServiceModel | undefined {
  const found = (FOLDERS[signingName] ?? [signingName]).flatMap((name) => newest(path.join(botocore, 'data', name)) ?? []);
  return found.length === 0 ? undefined : new Map(found.reverse().flatMap((file) => [...readModel(file)]));
}

function newest(folder: string): string | undefined {
  if (!fs.existsSync(folder)) return undefined;
  const files = fs.readdirSync(folder).sort().flatMap((version) => ['service-2.json.gz', 'service-2.json'].map((file) => path.join(folder, version, file)));
  return files.filter((file) => fs.existsSync(file)).pop();
}

function readModel(file: string): ServiceModel {
  const bytes = fs.readFileSync(file);
  const { operations, shapes } = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as { operations: { [name: string]: any }; shapes: { [name: string]: any } };
  const shapeOf = (name: string): Shape => {
    const { type, member, value, enum: values, document, union: isUnion } = shapes[name];
    if (document) return { kind: 'document' };
    if (type === 'structure') return { kind: 'structure', members: () => Object.fromEntries(Object.entries(shapes[name].members).map(([key, one]) => [key, memberOf(one, shapes[name].payload === key)])), isUnion };
    if (type === 'list') return { kind: 'list', element: () => memberOf(member, false) };
    if (type === 'map') return { kind: 'map', element: () => memberOf(value, false) };
    return type in SIMPLE ? { kind: SIMPLE[type] } : { kind: 'text', ...(values && { values }) };
  };
  const memberOf = ({ shape, location, locationName, flattened }: any, isPayload: boolean): Member => ({
    shape: shapeOf(shape), place: isPayload ? 'payload' : PLACES[location], wireName: locationName ?? shapes[shape].locationName, isFlat: flattened ?? shapes[shape].flattened,
  });
  return new Map(Object.entries(operations).map(([name, { http, output, errors = [] }]): [string, Operation] => [name, {
    name,
    http: http && { method: http.method, path: http.requestUri.replace(/\?.*$/, '') },
    output: output && shapeOf(output.shape),
    errors: errors.map(({ shape }: any) => shapes[shape].error?.code ?? shape),
  }]));
}
