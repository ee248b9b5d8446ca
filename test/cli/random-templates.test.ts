import * as fc from 'fast-check';
import { isNode, isScalar, parseDocument, stringify, visit } from 'yaml';
import { cli, inTemporaryFolder } from './harness';
import { askRules, templates, TYPES } from './random-templates';
import { Gate, GateResult, parseTemplate, StackTemplate } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { OTHER_TYPES } from '../secure/other-types';

/** Combinations that random templates rarely have. */
const ROTATED = {
  Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' }, Rotation: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Secret' } } } },
  Outputs: { Shown: { Value: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}}}' } } },
};

/** Number of tested locations in one template. */
const PLACES = 60;

const write = inTemporaryFolder();

const asked = askRules(120);
const anyTemplate = templates(asked);
const samples = (count: number, seed: number): any[] => structuredClone([OTHER_TYPES, ROTATED, ...fc.sample(anyTemplate, { numRuns: count, seed })]);

/** Returns a sample, spread over all items, as large as the time allows. */
const some = <T>(all: Iterable<T>): T[] => {
  const list = [...all];
  const step = Math.ceil(list.length / PLACES);
  return list.filter((_, index) => index % step === 0);
};

interface Verdict {
  readonly code: number;
  readonly err: string;
  /** Findings with location and level. */
  readonly said: readonly string[];
}

/** Returns the verdict of `check` on a template; there always is one, and never an internal error. */
async function verdictOf(file: string, text: string): Promise<Verdict> {
  write({ [file]: text });
  const { code, out, err } = await cli(['check', file, '--format', 'json']);
  if (code === 2) {
    expect(err).toMatch(new RegExp(`^cdk-sec3: (There is nothing to check|Not everything could be checked):\n- ${file.replace('.', '\\.')}[:/]`));
    expect(out).toMatch(/^$|"level": "fatal"/);
    return { code, err, said: [] };
  }
  expect([0, 1]).toContain(code);
  expect(err).toBe('');
  const { findings, rules } = JSON.parse(out);
  expect(rules).toHaveLength(SEC3_RULES.length);
  expect(findings.some(({ level }: any) => level !== 'warning')).toBe(code === 1);
  return { code, err, said: findings.map(({ id, level, path: at, location }: any) => `${level} ${id} ${at} ${location}`.split(file).join('FILE')) };
}

function judge(template: unknown): GateResult | undefined {
  try {
    return new Gate(SEC3_RULES).run({ stacks: [new StackTemplate({ file: 't.json', ...parseTemplate(JSON.stringify(template), 't.json') })] });
  } catch {
    return undefined;
  }
}

/** Writes a template as a person would in YAML: with short forms, and anchors for repeated values. */
function yamlOf(template: unknown): string {
  const document = parseDocument(stringify(template, { aliasDuplicateObjects: false }));
  visit(document, {
    Scalar: (place, scalar) => {
      // Without quotes, it merges maps.
      if (place === 'key' && scalar.value === '<<') scalar.type = 'QUOTE_DOUBLE';
    },
    Pair: (_, pair) => {
      const { value } = pair;
      if (!isNode(value) || !('items' in value) || value.items.length !== 1) return;
      const [{ key, value: argument }] = value.items as any[];
      const name = isScalar(key) && typeof key.value === 'string' ? (key.value === 'Ref' ? 'Ref' : /^Fn::(Sub|Join|Select|Split|If|ImportValue|FindInMap|GetAtt)$/.exec(key.value)?.[1]) : undefined;
      const isText = isScalar(argument) && typeof argument.value === 'string';
      // A tag marks a number as text, and a node has one tag.
      if (name === undefined || !isNode(argument) || argument.tag || !(isText || 'items' in argument)) return;
      argument.tag = `!${name}`;
      pair.value = argument;
    },
  });
  return document.toString();
}

describe('every template gets a verdict', () => {
  test('random templates in JSON and in YAML', async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(anyTemplate, async (template) => {
        const json = JSON.stringify(template);
        const inJson = await verdictOf('t.json', json);
        const inYaml = await verdictOf('t.yaml', yamlOf(JSON.parse(json)));
        expect(inYaml.said).toEqual(inJson.said);
        expect(inYaml.code).toBe(inJson.code);
        if (inJson.code !== 2) judged += 1;
      }),
      { seed: 10, numRuns: 40 },
    );
    expect(judged).toBeGreaterThan(30);
  }, 120_000);

  test('each rule judges some resources, and almost all rules report something', () => {
    const looked = new Set<string>();
    const said = new Set<string>();
    for (const template of samples(250, 1)) {
      const result = judge(template);
      if (!result) continue;
      expect(result.evaluation.failures).toEqual([]);
      for (const [rule, resources] of result.evaluation.examined) if (resources.length > 0) looked.add(rule.id);
      for (const { rule } of result.evaluation.observations) said.add(rule.id);
    }
    expect(SEC3_RULES.map(({ id }) => id).filter((id) => !looked.has(id))).toEqual([]);
    // Some findings need several matching resources, which are rarely generated.
    expect(said.size).toBeGreaterThan(0.9 * SEC3_RULES.length);
  }, 120_000);
});

/** Yields every value below the properties of every resource, with its location. */
function* placesOf(template: any): Generator<{ readonly holder: any; readonly key: string; readonly type: string }> {
  const inside = function* (holder: any, type: string): ReturnType<typeof placesOf> {
    if (typeof holder !== 'object' || holder === null) return;
    for (const key of Object.keys(holder)) {
      yield { holder, key, type };
      if (!isIntrinsic(holder[key])) yield* inside(holder[key], type);
    }
  };
  for (const { Properties, Type } of Object.values<any>(template.Resources)) if (!isIntrinsic(Properties)) yield* inside(Properties, Type);
}

const isIntrinsic = (value: any): boolean => typeof value === 'object' && value !== null && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

const isPlain = (value: unknown): boolean => !/"(Ref|Fn::[^"]*)":/.test(JSON.stringify(value));

/** Replaces a value of a template while a function runs. */
function replaced<T>(holder: any, key: string, value: unknown, look: () => T): T {
  const before = holder[key];
  holder[key] = value;
  try {
    return look();
  } finally {
    holder[key] = before;
  }
}

describe('the verdict depends on a value, not on how it is written', () => {
  /** An unknown value may be any value, including the one with the finding. */
  test('a finding does not become a pass when a value is unknown at synthesis', () => {
    // These rules search for values that look like secrets, and a parameter does not.
    const guesses = ['NoPlaintextSecretInEnvironment', 'ParameterSecretIsSecureString'];
    const passes: string[] = [];
    let tried = 0;
    for (const template of samples(8, 6)) {
      template.Parameters = { Given: { Type: 'String' } };
      const before = judge(template)?.findings.filter(({ rule, findingId }) => rule && findingId !== 'undetermined' && !guesses.includes(rule.id)) ?? [];
      for (const { holder, key, type } of some(placesOf(template))) {
        if (before.length === 0 || !isPlain(holder[key])) continue;
        tried += 1;
        const after = replaced(holder, key, { Ref: 'Given' }, () => new Set(judge(template)!.findings.map(({ ruleId, path: at }) => `${ruleId} ${at}`)));
        const gone = before.filter(({ ruleId, path: at }) => !after.has(`${ruleId} ${at}`));
        passes.push(...gone.map(({ ruleId, findingId, path: at }) => `${ruleId}[${findingId}] ${at}, by ${key} of ${type}`));
      }
    }
    expect(passes).toEqual([]);
    expect(tried).toBeGreaterThan(50);
  }, 120_000);

  test('a value that intrinsic functions produce is judged as the value', () => {
    const said = (result?: GateResult) => (result?.findings ?? []).map(({ ruleId, findingId, path: at, level }) => `${level} ${ruleId}[${findingId}] ${at}`).sort();
    let tried = 0;
    for (const template of samples(4, 7)) {
      const section = (name: string) => (template[name] = typeof template[name] === 'object' && !Array.isArray(template[name]) ? { ...template[name] } : {});
      const [parameters, mappings] = [section('Parameters'), section('Mappings')];
      section('Conditions').Always = { 'Fn::Equals': ['a', 'a'] };
      const before = judge(template);
      if (!before) continue;
      for (const { holder, key } of some(placesOf(template))) {
        const value = holder[key];
        if (value === null) continue;
        const ways: unknown[] = [{ 'Fn::If': ['Always', value, 'other'] }];
        if (typeof value === 'string') {
          parameters.Same = { Type: 'String', AllowedValues: [value] };
          mappings.Same = { row: { column: value } };
          ways.push({ Ref: 'Same' }, { 'Fn::FindInMap': ['Same', 'row', 'column'] }, { 'Fn::Join': ['', [value.slice(0, 2), value.slice(2)]] }, { 'Fn::Select': ['1', ['x', value]] });
          if (!value.includes('${')) ways.push({ 'Fn::Sub': value });
        }
        // One way for each location, in turn.
        const way = ways[(tried += 1) % ways.length];
        const after = replaced(holder, key, way, () => said(judge(template)));
        expect({ way, said: after }).toEqual({ way, said: said(before) });
      }
    }
    expect(tried).toBeGreaterThan(50);
  }, 120_000);
});

describe('templates that are hard to parse', () => {
  const fn = (properties: object = {}) => ({ Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs18.x', ...properties } });
  const nested = (depth: number): unknown => (depth === 0 ? 'x' : { 'Fn::Join': ['', [nested(depth - 1)]] });

  test.each<[string, unknown, number]>([
    ['conditions that refer to themselves', { Conditions: { A: { Condition: 'B' }, B: { 'Fn::Not': [{ Condition: 'A' }] } }, Resources: { Fn: { ...fn(), Condition: 'A' } } }, 1],
    ['resources that refer to each other', { Resources: { A: fn({ Role: { Ref: 'B' } }), B: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [{ Ref: 'C' }] } }, C: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ Ref: 'B' }], Description: { 'Fn::GetAtt': 'A.Arn' } } } } }, 1],
    ['an alias of itself', { Resources: { A: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'A' } } }, B: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { Ref: 'A' } } } } }, 1],
    ['an output that is its own import', { Resources: { Fn: fn({ Role: { 'Fn::ImportValue': 'x' } }) }, Outputs: { O: { Value: { 'Fn::ImportValue': 'x' }, Export: { Name: { 'Fn::ImportValue': 'x' } } } } }, 1],
    ['a nested stack that is given its own output', { Resources: { S: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: { 'Fn::GetAtt': 'S.Outputs.O' } } } }, Fn: fn({ Role: { 'Fn::GetAtt': 'S.Outputs.O' } }) } }, 1],
    ['intrinsics nested as deeply as a template may be', { Resources: { Fn: fn({ Role: nested(60) }) } }, 1],
    ['forty conditions that a value depends on', {
      Parameters: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`P${index}`, { Type: 'String' }])),
      Conditions: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`C${index}`, { 'Fn::Equals': [{ Ref: `P${index}` }, 'x'] }])),
      Resources: { Fn: fn({ Handler: 'a', Environment: { Variables: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`V${index}`, { 'Fn::If': [`C${index}`, 'a', 'b'] }])) } }) },
    }, 1],
    ['names of JavaScript’s own', { Parameters: { constructor: {} }, Conditions: { toString: {} }, Resources: { hasOwnProperty: fn({ __proto__: null, Role: { Ref: 'constructor' } }), valueOf: { ...fn(), Condition: 'toString' } } }, 1],
    ['an invalid type', { Resources: { A: { Type: '__proto__' }, B: { Type: '' } } }, 1],
  ])('%s', async (_, template, code) => {
    expect((await verdictOf('t.json', JSON.stringify(template))).code).toBe(code);
  });

  test.each<[string, string, RegExp]>([
    ['a list', '[]', /expected an object with Resources, found a list/],
    ['a text', '"Resources"', /expected an object with Resources, found a string/],
    ['a number', '1', /found a number/],
    ['null', 'null', /found null/],
    ['resources that are a list', '{"Resources": [1]}', /Resources is a list, expected an object/],
    ['a resource that is null', '{"Resources": {"A": null}}', /resource A has no Type/],
    ['a type that is a list', '{"Resources": {"A": {"Type": ["x"]}}}', /resource A has no Type/],
    ['a section that is a text', '{"Resources": {}, "Conditions": "x"}', /Conditions is a string, expected an object/],
    ['aliases that grow without end', `a: &a [x]\n${Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(98 + index % 25)}${index}: &b${index} [*${index === 0 ? 'a' : `b${index - 1}`}, *${index === 0 ? 'a' : `b${index - 1}`}]`).join('\n')}\nResources: {}`, /is not valid YAML/],
    ['only a comment', '# nothing', /found null/],
    ['bytes', '\u0000\u0001\u0002', /t\.yaml/],
  ])('rejected, with its name: %s', async (_, text, reason) => {
    const { code, err } = await verdictOf('t.yaml', text);
    expect(code).toBe(2);
    expect(err.split('- ')[1]).toMatch(reason);
  });

  test('anchors, aliases and merge keys are resolved', async () => {
    const yaml = 'x: &fn { Runtime: nodejs18.x }\nResources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: *fn\n  B:\n    Type: AWS::Lambda::Function\n    Properties:\n      <<: *fn\n      Handler: !Join ["", [a, !Ref AWS::Region]]\n';
    const { said } = await verdictOf('t.yaml', yaml);
    expect(said.filter((line) => line.includes('RuntimeSupported'))).toEqual(['A', 'B'].map((id) => `error Sec3-RuntimeSupported[deprecated] FILE/${id} Properties.Runtime`));
  });

  test('ten thousand resources that refer to each other', async () => {
    const types = [...TYPES.values()];
    const resource = (index: number) => ({
      Type: types[index % types.length],
      Properties: { Role: { 'Fn::GetAtt': [`R${(index * 7) % 10_000}`, 'Arn'] }, Name: { 'Fn::Sub': `\${R${(index + 1) % 10_000}}-x` }, Roles: [{ Ref: `R${(index * 3) % 10_000}` }] },
    });
    const started = process.cpuUsage();
    const { said } = await verdictOf('t.json', JSON.stringify({ Resources: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`R${index}`, resource(index)])) }));
    const { user, system } = process.cpuUsage(started);
    expect(said.length).toBeGreaterThan(1000);
    expect((user + system) / 1e6).toBeLessThan(60);
  }, 180_000);
});
