import * as fs from 'fs';
import { App } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { OTHER_TYPES, TYPES_OF_TABLES } from './other-types';
import { Sec3 } from '../../lib';
import { judge, parseTemplate, Settings, StackTemplate, Workload } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { SMALL_APPS } from '../shortfalls/mutations/apps';

const SETTINGS = new Settings();

/** A value inside of a template, with the object or list that holds it. */
interface Place {
  readonly holder: any;
  readonly key: string;
}

/** Replacement of a value that people, tools or attackers may write. `other` is a value from elsewhere in the template. */
type Mutation = (value: any, other: any, resource: string) => unknown;

const DELETED = Symbol('deleted');

const MUTATIONS: { readonly [name: string]: Mutation } = {
  'nothing': () => DELETED,
  'null': () => null,
  'true': () => true,
  'a negative number': () => -1,
  'a fraction': () => 0.5,
  'an empty text': () => '',
  'a star': () => '*',
  'a text of odd characters': () => 'é\n"${x}\u0000{{resolve:ssm:y}}',
  'an empty list': () => [],
  'a list of nothing': () => [null],
  'a list of lists': () => [[[]]],
  'an empty object': () => ({}),
  'an object of odd keys': () => JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": null, "": []}'),
  'a list around it': (value) => [value, value],
  'an object around it': (value) => ({ value }),
  'its text': (value) => JSON.stringify(value),
  'something from elsewhere': (_, other) => other,
  'a parameter': () => ({ Ref: 'Param' }),
  'a parameter of few values': () => ({ Ref: 'Env' }),
  'a hidden parameter': () => ({ Ref: 'Hidden' }),
  'what is absent': () => ({ Ref: 'AWS::NoValue' }),
  'a pseudo parameter': () => ({ Ref: 'AWS::AccountId' }),
  'a resource': (_value, _other, resource) => ({ Ref: resource }),
  'an attribute': (_value, _other, resource) => ({ 'Fn::GetAtt': [resource, 'Arn'] }),
  'a reference to nothing': () => ({ Ref: 'Nothing' }),
  'an import': () => ({ 'Fn::ImportValue': 'elsewhere' }),
  'an alternative': (value, other) => ({ 'Fn::If': ['IsProd', value, other] }),
  'absence as an alternative': (value) => ({ 'Fn::If': ['IsProd', value, { Ref: 'AWS::NoValue' }] }),
  'a condition that no one defines': (value) => ({ 'Fn::If': ['Nowhere', value, value] }),
  'a text with a parameter': () => ({ 'Fn::Sub': 'a-${Param}-${AWS::Region}' }),
  'joined texts': (value) => ({ 'Fn::Join': ['/', ['a', value, { Ref: 'Param' }]] }),
  'a part of it': (value) => ({ 'Fn::Select': [0, { 'Fn::Split': [':', value] }] }),
  'a lookup': () => ({ 'Fn::FindInMap': ['Map', { Ref: 'Env' }, 'value'] }),
  'a macro': () => ({ 'Fn::Transform': { Name: 'Macro' } }),
  'an intrinsic that no one knows': (value) => ({ 'Fn::Unknown': value }),
  'malformed intrinsics': () => ({ 'Fn::Join': { 'Fn::If': 3 }, 'Ref': ['x'] }),
  'a malformed condition': () => ({ 'Fn::If': [{ Ref: 'Env' }] }),
};

/** Returns the synthesized templates of an example. */
function templatesOf(example: string): any[] {
  const enforce = jest.spyOn(Sec3, 'enforce').mockReturnValue(undefined as any);
  jest.requireActual(`../../examples/${example}/app`);
  const app: App = enforce.mock.calls[0][0];
  enforce.mockRestore();
  const assembly = app.synth();
  const templates = assembly.stacks.map((stack) => stack.template);
  fs.rmSync(assembly.directory, { recursive: true });
  return templates;
}

/** Returns a template with the targets of mutations, and without parts that no rule reads. */
function prepared({ Parameters, Conditions, Mappings, Resources }: any): any {
  const resources = Object.entries(Resources).map(([id, { Type, Properties = {} }]: [string, any]) => [id, { Type, Properties }]);
  return {
    Parameters: {
      ...Parameters,
      Param: { Type: 'String' },
      Env: { Type: 'String', AllowedValues: ['dev', 'prod'] },
      Hidden: { Type: 'String', NoEcho: true, Default: 'x' },
    },
    Conditions: { ...Conditions, IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    Mappings: { ...Mappings, Map: { dev: { value: 'a' }, prod: { value: ['b'] } } },
    Resources: Object.fromEntries(resources),
  };
}

function placesIn(holder: any, places: Place[] = []): Place[] {
  if (typeof holder !== 'object' || holder === null) return places;
  for (const key of Object.keys(holder)) {
    places.push({ holder, key });
    placesIn(holder[key], places);
  }
  return places;
}

/** Replaces a value of the template. */
function mutate(template: any, name: string, where: number, from: number): void {
  const properties = Object.values<any>(template.Resources).flatMap(({ Properties }) => placesIn(Properties));
  // The gate, not rules, reads whether a parameter is hidden.
  const parameters = placesIn(template.Parameters);
  const places = [...properties, ...parameters, ...placesIn(template.Conditions)];
  const { holder, key } = places[where % places.length];
  const other = places[from % places.length];
  const ids = Object.keys(template.Resources);
  const value = MUTATIONS[name](holder[key], other.holder[other.key], ids[from % ids.length]);
  if (value === DELETED) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else {
    holder[key] = structuredClone(value);
  }
}

/** Runs every rule on every resource. @throws the error of a rule, with the rule's id */
function judgeAll(template: string): string[] {
  const file = 'template.json';
  const workload = new Workload([new StackTemplate({ file, ...parseTemplate(template, file) })]);
  return SEC3_RULES.flatMap((rule) =>
    workload.resources(...rule.resourceTypes).flatMap((resource) => {
      try {
        return judge(rule, resource, workload, SETTINGS).map(({ kind, message, location }) => {
          if (!/\S/.test(message) || !location.startsWith('Properties')) throw new Error(`an outcome without a message or a place: ${message} ${location}`);
          return `${rule.id} ${kind}`;
        });
      } catch (e) {
        throw new Error(`${rule.id} on ${resource.logicalId}: ${(e as Error).stack}`);
      }
    }),
  );
}

describe('rules have an outcome for any input', () => {
  let templates: string[];
  const ofTables = TYPES_OF_TABLES.map((template) => JSON.stringify(prepared(template)));
  const mutation = fc.record({ name: fc.constantFrom(...Object.keys(MUTATIONS)), where: fc.nat(), from: fc.nat() });

  /** Judges mutated templates; a rule that throws fails the test. */
  function judgeMutated(originals: readonly string[], seed: number, numRuns: number): void {
    fc.assert(
      fc.property(fc.nat(originals.length - 1), fc.array(mutation, { minLength: 1, maxLength: 12 }), (index, mutations) => {
        const template = JSON.parse(originals[index]);
        for (const { name, where, from } of mutations) mutate(template, name, where, from);
        judgeAll(JSON.stringify(template));
      }),
      { seed, numRuns },
    );
  }

  beforeAll(() => {
    const small = Object.values(SMALL_APPS).flatMap((app) => Object.values<any>(app));
    const originals = [...templatesOf('legacy'), ...templatesOf('orders'), ...small, OTHER_TYPES];
    templates = originals.map((template) => JSON.stringify(prepared(template)));
  });

  test('the templates contain every type that rules examine', () => {
    const types = new Set([...templates, ...ofTables].flatMap((text) => Object.values<any>(JSON.parse(text).Resources).map(({ Type }) => Type)));
    const isThere = (type: string) => type === '*' || (type === 'Custom::*' ? [...types].some((each) => each.startsWith('Custom::')) : types.has(type));
    expect(SEC3_RULES.flatMap((rule) => rule.resourceTypes).filter((type) => !isThere(type))).toEqual([]);
  });

  test('original templates', () => {
    const outcomes = [...templates, ...ofTables].flatMap(judgeAll);
    const speaking = SEC3_RULES.filter((rule) => outcomes.includes(`${rule.id} finding`)).length;
    expect(speaking).toBeGreaterThan(SEC3_RULES.length / 2);
  });

  test('templates with other values', () => judgeMutated(templates, 3, 500), 60_000);

  test('templates with other values in properties of the tables', () => judgeMutated(ofTables, 5, 250), 60_000);
});
