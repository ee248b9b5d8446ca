import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { Gate, StackTemplate } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';

/** Properties that rules have read below a location of a resource. */
interface Asked {
  readonly keys: Map<string, Asked>;
  /** Properties that they read of each item of a list. */
  item?: Asked;
}

/** Texts in the source of a rule: property values, types, actions. */
interface Source {
  readonly room: string;
  /** File name without extension. */
  readonly name: string;
  readonly texts: readonly string[];
}

const SOURCES = sourcesOfRules(path.resolve(__dirname, '../../lib'));
const TEXTS = [...new Set(SOURCES.flatMap(({ texts }) => texts))].sort();
const TYPE = /^AWS(::\w+){2}$/;

/** Every type in the sources of rules, by a logical id derived from it, such as `LambdaFunction`. */
export const TYPES: ReadonlyMap<string, string> = new Map(
  [...SEC3_RULES.flatMap(({ resourceTypes }) => resourceTypes), ...TEXTS.filter((text) => TYPE.test(text)), 'AWS::CloudFormation::Stack', 'Custom::CrossRegionExportReader'].map(
    (type) => [type.split('::').slice(1).join(''), type],
  ),
);

const IDS = [...TYPES.keys()];

/** Groups of related resources: types that the rules of one practice mention. */
const NEIGHBORS = [...new Set(SOURCES.map(({ room }) => room))].map((room) => {
  const mentioned = new Set(SOURCES.filter((source) => source.room === room).flatMap(({ texts }) => texts));
  return IDS.filter((id) => mentioned.has(TYPES.get(id)!));
});
const PARAMETERS = ['Text', 'Env', 'List', 'Hidden', 'Number', 'Stored', 'Odd'];
const CONDITIONS = ['IsProd', 'IsDev', 'Not', 'Loop', 'LoopBack', 'Odd'];

/** Returns pseudo-random numbers in [0, 1), the same on each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/**
 * Finds the properties that rules read, by running them on resources whose entries are created when read, with different values each time.
 * @param rounds how often each rule runs
 */
export function askRules(rounds: number): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>(IDS.map((id) => [id, { keys: new Map() }]));
  const next = numbers(1);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)];
  const answer = (at: Asked, depth: number): unknown => {
    const way = next();
    if (way < 0.2 || depth > 12) return undefined;
    if (way < 0.55) return made(at, depth);
    if (way < 0.7) return [answer((at.item ??= { keys: new Map() }), depth + 1)];
    if (way < 0.8) return pick([{ Ref: pick(IDS) }, { 'Fn::GetAtt': [pick(IDS), 'Arn'] }]);
    return way < 0.97 ? pick(TEXTS) : pick([true, false, 0, 1]);
  };
  const made = (at: Asked, depth: number): object => {
    const target: { [key: string]: unknown } = {};
    const known = new Set<string>();
    const make = (key: string | symbol) => {
      // These are look-ups of JavaScript, not of a rule.
      if (typeof key === 'symbol' || known.has(key) || /^(Ref|Fn::.*|constructor|toJSON|then|valueOf|toString|__proto__|Type|Condition)$/.test(key)) return;
      known.add(key);
      let inner = at.keys.get(key);
      if (!inner) at.keys.set(key, (inner = { keys: new Map() }));
      const value = answer(inner, depth + 1);
      if (value !== undefined) target[key] = value;
    };
    return new Proxy(target, {
      get: (_, key) => (make(key), Reflect.get(target, key)),
      has: (_, key) => (make(key), Reflect.has(target, key)),
      getOwnPropertyDescriptor: (_, key) => (make(key), Reflect.getOwnPropertyDescriptor(target, key)),
    });
  };
  const gate = new Gate(SEC3_RULES);
  for (let round = 0; round < rounds; round += 1) {
    const resource = (id: string): any => {
      const body = made(asked.get(id)!, 0);
      return new Proxy(body, { get: (_, key) => (key === 'Type' ? TYPES.get(id) : key === 'Properties' ? propertiesOf(id) : Reflect.get(body, key)) });
    };
    const properties = new Map<string, object>();
    const propertiesOf = (id: string): object => {
      const at = asked.get(id)!;
      if (!at.keys.has('Properties')) at.keys.set('Properties', { keys: new Map() });
      if (!properties.has(id)) properties.set(id, made(at.keys.get('Properties')!, 1));
      return properties.get(id)!;
    };
    const body = { Resources: Object.fromEntries(IDS.map((id) => [id, resource(id)])) };
    gate.run({ stacks: [new StackTemplate({ file: 'asked.json', body })] });
  }
  return asked;
}

/** Generates templates with resources of the types that rules check, and with possible errors in each section. */
export function templates(asked: ReadonlyMap<string, Asked>): fc.Arbitrary<any> {
  return fc.oneof(...[...NEIGHBORS, IDS].map((ids) => templateWith(ids, asked)));
}

function templateWith(ids: readonly string[], asked: ReadonlyMap<string, Asked>): fc.Arbitrary<any> {
  const { intrinsic, part } = intrinsics(ids);
  const each = Object.fromEntries(ids.map((id) => [id, resourceOf(id, asked.get(id)!, ids, intrinsic)]));
  const some = fc.oneof(...[[1, 3], [4, 7]].map(([minLength, maxLength]) => fc.uniqueArray(fc.constantFrom(...ids), { minLength, maxLength })));
  const resources = some.chain((chosen) => fc.record(Object.fromEntries(chosen.map((id) => [id, each[id]]))));
  const output = fc.oneof(intrinsic(word), part, fc.constantFrom(...ids).map((id) => ({ 'Fn::Sub': `{{resolve:secretsmanager:\${${id}}}}` })));
  const exported = often(fc.record({ Name: fc.oneof(word, intrinsic(word)) }));
  return fc.record(
    {
      Resources: resources,
      Parameters: fc.record(Object.fromEntries(PARAMETERS.map((name) => [name, parameter])), { requiredKeys: [] }),
      Conditions: fc.record(Object.fromEntries(CONDITIONS.map((name) => [name, conditionOf(intrinsic(literal))])), { requiredKeys: [] }),
      Mappings: often(fc.dictionary(fc.constantFrom('Map', 'Odd'), often(fc.dictionary(word, often(fc.dictionary(word, often(fc.oneof(word, fc.array(word)))))))), fc.constant({})),
      Outputs: fc.dictionary(word, often(fc.record({ Value: output, Export: exported }, { requiredKeys: [] }))),
      Transform: fc.oneof(fc.constantFrom('AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31', ['Mine'], [{ Name: 'AWS::Include' }], null), anything),
    },
    { requiredKeys: ['Resources'] },
  );
}

const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('Map', 'a', 'b', 'dev', 'prod', 'exported', '') }, { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'é\u202e"\u0000<b>|`') });

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, -1, 0.5, 1e300, '', '*', [], {}, [null], [[]], { '': {} }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Generates values that are usually correct. */
function often<T>(arbitrary: fc.Arbitrary<T>, otherwise: fc.Arbitrary<unknown> = anything): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: arbitrary as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: otherwise });
}

const literal = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...TEXTS) }, { weight: 2, arbitrary: fc.constantFrom(true, false, 0, 1, 30, 365, '30', 'true') }, { weight: 1, arbitrary: word });

const parameter = often(
  fc.record(
    {
      Type: often(fc.constantFrom('String', 'Number', 'CommaDelimitedList', 'List<Number>', 'AWS::SSM::Parameter::Value<String>')),
      Default: often(literal),
      AllowedValues: often(fc.array(literal, { maxLength: 12 })),
      NoEcho: often(fc.constantFrom(true, false, 'true')),
    },
    { requiredKeys: ['Type'] },
  ),
);

/** Generates conditions that refer to each other, also in cycles. */
function conditionOf(computed: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const operand = fc.oneof(literal, computed);
  return fc.letrec<{ condition: unknown }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      { weight: 3, arbitrary: fc.record({ Condition: fc.constantFrom(...CONDITIONS) }) },
      { weight: 3, arbitrary: fc.record({ 'Fn::Equals': often(fc.tuple(operand, operand)) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::Not': often(fc.tuple(tie('condition'))) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::And': often(fc.array(tie('condition'), { maxLength: 4 })) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::Or': often(fc.array(tie('condition'), { maxLength: 4 })) }) },
      { weight: 1, arbitrary: anything },
    ),
  })).condition;
}

/** Generators of intrinsics, well-formed or not, that represent a valid value or any other one. */
interface Intrinsics {
  readonly part: fc.Arbitrary<unknown>;
  readonly intrinsic: (inner: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>;
}

/** @param ids the resources that they may refer to */
function intrinsics(ids: readonly string[]): Intrinsics {
  const id = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...ids) }, { weight: 4, arbitrary: fc.constantFrom(...PARAMETERS) }, { weight: 1, arbitrary: fc.constant('Nothing') });
  const attribute = fc.constantFrom('Arn', 'Arn', 'Ref', 'Outputs.a', 'SecretAccessKey', 'ClientSecret', 'exported', '');
  const simple = fc.oneof(
    fc.record({ Ref: fc.oneof(id, fc.constantFrom('AWS::NoValue', 'AWS::Region', 'AWS::AccountId', 'AWS::StackName', 'AWS::Odd')) }),
    fc.record({ 'Fn::GetAtt': fc.oneof(fc.tuple(id, attribute), fc.tuple(id, attribute).map((parts) => parts.join('.'))) }),
  );
  const sub = fc.array(fc.oneof(word, id.map((name) => `\${${name}}`), fc.tuple(id, attribute).map(([name, of]) => `\${${name}.${of}}`), fc.constantFrom('${!Literal}', '${a}', '${', '${}')), { maxLength: 5 });
  const name = fc.constantFrom(
    'Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::If', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::Transform', 'Fn::Base64',
    'Fn::ToJsonString', 'Fn::Length', 'Fn::Cidr', 'Fn::GetAZs', 'Fn::GetStackOutput', 'Fn::ForEach::X', 'Fn::Unknown',
  );
  const intrinsic = (inner: fc.Arbitrary<unknown>) => {
    const part = fc.oneof(simple, word, inner);
    return fc.oneof(
      { weight: 6, arbitrary: simple },
      { weight: 6, arbitrary: fc.record({ 'Fn::If': fc.tuple(fc.constantFrom(...CONDITIONS, 'Nothing'), inner, fc.oneof(inner, fc.constant({ Ref: 'AWS::NoValue' }))) }) },
      { weight: 3, arbitrary: fc.record({ 'Fn::Sub': sub.map((pieces) => pieces.join('-')) }) },
      { weight: 1, arbitrary: fc.record({ 'Fn::Sub': fc.tuple(sub.map((pieces) => pieces.join('')), often(fc.dictionary(word, part))) }) },
      { weight: 3, arbitrary: fc.record({ 'Fn::Join': fc.tuple(fc.constantFrom('', ':', '/', ','), often(fc.array(part, { maxLength: 4 }), part)) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::Select': fc.tuple(fc.oneof(fc.constantFrom<unknown>(0, '1', -1, 99), part), fc.oneof(fc.array(inner, { maxLength: 3 }), part)) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::Split': fc.tuple(fc.constantFrom(':', '/', ',', '||', ''), part) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::FindInMap': fc.oneof(fc.tuple(part, part, part), fc.tuple(fc.constant('Map'), part, part, fc.record({ DefaultValue: inner }))) }) },
      { weight: 2, arbitrary: fc.record({ 'Fn::ImportValue': part }) },
      { weight: 1, arbitrary: fc.record({ 'Fn::GetStackOutput': fc.record({ StackName: part, OutputName: part, Region: part }, { requiredKeys: ['StackName'] }) }) },
      { weight: 1, arbitrary: fc.record({ 'Fn::Transform': often(fc.record({ Name: word, Parameters: part })) }) },
      { weight: 1, arbitrary: fc.record({ 'Fn::ToJsonString': inner }) },
      { weight: 2, arbitrary: fc.tuple(name, anything).map(([key, argument]) => ({ [key]: argument })) },
      { weight: 1, arbitrary: fc.tuple(name, name, inner).map(([one, other, argument]) => ({ [one]: argument, [other]: argument })) },
    );
  };
  return { part: fc.oneof(simple, word), intrinsic };
}

function resourceOf(id: string, { keys }: Asked, ids: readonly string[], intrinsic: Intrinsics['intrinsic']): fc.Arbitrary<unknown> {
  const type = TYPES.get(id)!;
  const rules = SEC3_RULES.filter(({ resourceTypes }) => resourceTypes.includes(type)).map((rule) => fileOf(rule.id));
  const texts = SOURCES.filter(({ name }) => rules.includes(name)).flatMap((source) => source.texts);
  const scalar = fc.oneof({ weight: 3, arbitrary: literal }, { weight: 4, arbitrary: fc.constantFrom(...(texts.length > 0 ? texts : TEXTS)) });
  const { Properties: properties = { keys: new Map() }, ...attributes } = Object.fromEntries(keys);
  const map = mapOf(properties, 7, scalar, intrinsic);
  return fc.record(
    {
      Type: fc.constant(type),
      Properties: fc.oneof({ weight: 200, arbitrary: map }, { weight: 6, arbitrary: intrinsic(map) }, { weight: 1, arbitrary: anything }),
      Condition: often(fc.constantFrom(...CONDITIONS)),
      DependsOn: often(fc.array(fc.constantFrom(...ids), { maxLength: 3 })),
      ...Object.fromEntries(Object.entries(attributes).map(([key, asked]) => [key, valueOf(asked, 6, scalar, intrinsic)])),
    },
    { requiredKeys: ['Type', 'Properties'] },
  );
}

/** Returns the file name of a rule, without extension. */
function fileOf(ruleId: string): string {
  return ruleId.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** Generates values for a location that rules have read. */
function valueOf(asked: Asked, depth: number, scalar: fc.Arbitrary<unknown>, intrinsic: Intrinsics['intrinsic']): fc.Arbitrary<unknown> {
  if (depth === 0) return fc.oneof(scalar, anything);
  const shaped = fc.oneof(
    { weight: asked.keys.size > 0 ? 12 : 0, arbitrary: mapOf(asked, depth, scalar, intrinsic) },
    { weight: asked.item ? 4 : 0, arbitrary: asked.item ? fc.array(valueOf(asked.item, depth - 1, scalar, intrinsic), { maxLength: 3 }) : anything },
    { weight: 3, arbitrary: scalar },
  );
  return fc.oneof({ weight: 30, arbitrary: shaped }, { weight: 4, arbitrary: intrinsic(shaped) }, { weight: 1, arbitrary: anything });
}

function mapOf({ keys }: Asked, depth: number, scalar: fc.Arbitrary<unknown>, intrinsic: Intrinsics['intrinsic']): fc.Arbitrary<object> {
  return fc.record(Object.fromEntries([...keys].map(([key, asked]) => [key, valueOf(asked, depth - 1, scalar, intrinsic)])), { requiredKeys: [] });
}

function sourcesOfRules(folder: string): Source[] {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /rules\/[\w-]+\.ts$/.test(file)).sort();
  return files.map((file) => {
    const texts = [...fs.readFileSync(path.join(folder, file), 'utf8').matchAll(/'([^'\n ]{1,60})'/g)].map(([, text]) => text);
    return { room: file.split(path.sep)[0], name: path.basename(file, '.ts'), texts: [...new Set(texts.filter((text) => !/^\.{1,2}\//.test(text)))].sort() };
  });
}
