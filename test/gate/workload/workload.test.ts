import { StackTemplate, Undetermined, Workload } from '../../../lib/gate';
import type { StackTemplateProps } from '../../../lib/gate/templates/template';
import { expanded } from '../expansion/sam/expanded';
import { stacksOf, TestTemplate, workloadOf } from '../harness';

const SECRET = 'AWS::SecretsManager::Secret';
const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const region = (name: string) => ({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, name] });

/** Returns a template with a secret. */
const owner = (sections: object = {}): TestTemplate => ({ ...sections, Resources: { Secret: { Type: SECRET } } });

/** Returns a template with a rotation schedule for the value's target. */
const user = (SecretId: unknown, sections: object = {}): TestTemplate => ({
  ...sections,
  Resources: { Schedule: { Type: SCHEDULE, Properties: { SecretId } } },
});

/** Returns the schedules attached to the secret in each scenario, or the reason why that is unknown. */
function attached(workload: Workload): string[] {
  const [secret] = workload.resources(SECRET);
  const { results } = workload.scenarios.explore(() => {
    try {
      return workload.attached(secret, SCHEDULE, 'SecretId').map((schedule) => schedule.logicalId).join(', ');
    } catch (e) {
      if (e instanceof Undetermined && e.resource === secret) return e.reason;
      throw e;
    }
  });
  return results.map(({ result }) => result);
}

const maybe = (path: string) => `${path} may refer to it: its SecretId is known only at deployment`;

test('resources are found by type and by logical id, in the order of the templates', () => {
  const workload = workloadOf(owner(), user('x'), owner());
  const paths = (...types: string[]) => workload.resources(...types).map((resource) => resource.path);
  expect(paths()).toEqual(['template0.json/Secret', 'template1.json/Schedule', 'template2.json/Secret']);
  expect(paths(SECRET)).toEqual(['template0.json/Secret', 'template2.json/Secret']);
  expect(paths(SCHEDULE, SECRET)).toEqual(['template1.json/Schedule', 'template0.json/Secret', 'template2.json/Secret']);
  expect(paths('AWS::Missing::Type')).toEqual([]);
  expect(workload.resource(workload.stacks[2], 'Secret')).toBe(workload.resources(SECRET)[1]);
  expect(workload.resource(workload.stacks[1], 'Secret')).toBeUndefined();
  expect(workload.resource(workload.stacks[1], 'constructor')).toBeUndefined();
});

test('inEnvironment returns resources of the same account and Region', () => {
  const stacks = [['1', 'a'], ['1', 'b'], ['1', 'a'], [undefined, undefined]].map(
    ([account, at], i) => new StackTemplate({ file: `f${i}`, body: owner(), account, region: at }),
  );
  const workload = new Workload(stacks);
  expect(workload.inEnvironment(stacks[0], SECRET).map((resource) => resource.stack.file)).toEqual(['f0', 'f2']);
  expect(workload.inEnvironment(stacks[3], SECRET).map((resource) => resource.stack.file)).toEqual(['f3']);
  expect(workload.inEnvironment(stacks[0], SCHEDULE)).toEqual([]);
});

describe('blind spots', () => {
  const spots = (sections: object, resources: object = {}) =>
    workloadOf({ ...sections, Resources: resources as TestTemplate['Resources'] }).blindSpots.map(({ location, reason }) => `${location}: ${reason}`);

  test.each<[object, string[]]>([
    [{ Transform: 'AWS::Serverless-2016-10-31' }, ['Transform: macro AWS::Serverless-2016-10-31 changes the template at deployment']],
    [{ Transform: ['AWS::LanguageExtensions', 'Mine'] }, ['Transform: macro Mine changes the template at deployment']],
    [{ Transform: { Name: 'AWS::Include' } }, ['Transform: macro AWS::Include changes the template at deployment']],
    [{ 'Fn::Transform': { Name: 'AWS::Include' } }, ['Fn::Transform: macro AWS::Include changes the template at deployment']],
    [{ Transform: [null, {}, { Name: { Ref: 'X' } }] }, Array(3).fill('Transform: macro of unknown name changes the template at deployment')],
    [{ Transform: ['AWS::LanguageExtensions', 'AWS::SecretsManager-2024-09-16', 'AWS::CodeDeployBlueGreen'] }, []],
    [{ Transform: 'AWS::LanguageExtensionsOfMine' }, ['Transform: macro AWS::LanguageExtensionsOfMine changes the template at deployment']],
    [{}, []],
  ])('%j', (sections, expected) => expect(spots(sections)).toEqual(expected));

  test('templates that applications of SAM name, in the terms of SAM', () => {
    const Location = { ApplicationId: 'arn:aws:serverlessrepo:us-east-1:111122223333:applications/a', SemanticVersion: '1.0.0' };
    const stack = expanded({ App: { Type: 'AWS::Serverless::Application', Properties: { Location } } });
    expect(new Workload([stack]).blindSpots.map(({ location, reason }) => `${location}: ${reason}`)).toEqual([
      'Resources.App: the resources that AWS::Serverless::Application deploys are not part of this check',
    ]);
  });

  test.each<[string, object, string, boolean]>([
    ['all properties, from within', { Properties: { 'Fn::Transform': { Name: 'Mine' } } }, 'Properties.Fn::Transform: a macro generates all properties of the resource at deployment', true],
    ['all properties, by a macro beside them', { 'Fn::Transform': { Name: 'Mine' } }, 'Fn::Transform: a macro generates all properties of the resource at deployment', true],
    ['some', { Properties: { 'Name': 'n', 'Fn::Transform': { Name: 'Mine' } } }, 'Properties.Fn::Transform: a macro changes the resource at deployment', false],
  ])('a macro in a resource: %s', (_, written, said, hidesResources) => {
    const { blindSpots } = workloadOf({ Resources: { R: { Type: SECRET, ...written } } });
    expect(blindSpots.map((spot) => [`${spot.location}: ${spot.reason}`, spot.hidesResources])).toEqual([[`Resources.R.${said}`, hidesResources]]);
  });

  test('loops and macros beside properties and among outputs', () => {
    const resources = { Plain: { 'Type': SECRET, 'Properties': { Name: 'n' }, 'Fn::Transform': { Name: 'Mine' } } };
    expect(spots({ Outputs: { 'Fn::ForEach::Names': ['X', ['a'], {}], 'Plain': { Value: 'x' } } }, resources)).toEqual([
      'Resources.Plain.Fn::Transform: a macro changes the resource at deployment',
      'Outputs.Fn::ForEach::Names: the outputs of a loop or a macro are created at deployment',
    ]);
  });

  test('unavailable templates', () => {
    const Type = 'AWS::CloudFormation::Stack';
    const nested = { Inner: { Resources: { Deeper: { Type } } } };
    const template = {
      Resources: {
        Inner: { Type },
        Elsewhere: { Type, Properties: { TemplateURL: 'https://example.com/template.yaml' } },
        Everywhere: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: '{}' } },
        Product: { Type: 'AWS::ServiceCatalog::CloudFormationProvisionedProduct' },
        Module: { Type: 'Our::Bucket::Kind::MODULE' },
        Custom: { Type: 'AWS::CloudFormation::CustomResource' },
      },
      nested,
    };
    expect(workloadOf(template).blindSpots.map(({ stack, location, reason }) => `${stack.file} ${location}: ${reason}`)).toEqual([
      'template0.json Resources.Elsewhere: the resources that AWS::CloudFormation::Stack deploys are not part of this check',
      'template0.json Resources.Everywhere: the resources that AWS::CloudFormation::StackSet deploys are not part of this check',
      'template0.json Resources.Product: the resources that AWS::ServiceCatalog::CloudFormationProvisionedProduct deploys are not part of this check',
      'template0.json Resources.Module: the resources that Our::Bucket::Kind::MODULE deploys are not part of this check',
      'template0.json/Inner Resources.Deeper: the resources that AWS::CloudFormation::Stack deploys are not part of this check',
    ]);
  });

  test('loops and macros among the resources', () => {
    expect(spots({}, { 'Fn::ForEach::Topics': ['X', ['a'], {}], 'Fn::Transform': { Name: 'AWS::Include' }, 'Plain': { Type: SECRET } })).toEqual([
      'Resources.Fn::ForEach::Topics: the resources of a loop are created at deployment',
      'Resources.Fn::Transform: the resources of a macro are created at deployment',
    ]);
  });
});

describe('attached: references between resources', () => {
  const secretHere = (SecretId: unknown, sections: object = {}) => {
    const template = user(SecretId, sections);
    template.Resources.Secret = { Type: SECRET };
    return template;
  };
  const exporting = (name: unknown) => owner({ Outputs: { O: { Value: { Ref: 'Secret' }, Export: { Name: name } } } });

  test.each<[string, Workload]>([
    ['same stack', workloadOf(secretHere({ Ref: 'Secret' }))],
    ['a list', workloadOf(secretHere([{ Ref: 'Secret' }]))],
    ['part of a text', workloadOf(secretHere({ 'Fn::Sub': ['${X}:tail', { X: { Ref: 'Secret' } }] }))],
    ['cut out of a text', workloadOf(secretHere({ 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Secret' }] }] }))],
    ['import', workloadOf(exporting('x'), user({ 'Fn::ImportValue': 'x' }))],
    ['import by a name that is put together', workloadOf(exporting({ 'Fn::Sub': '${AWS::StackName}-x' }), user({ 'Fn::ImportValue': 'stack0-x' }))],
    ['import by a name for each Region', workloadOf(exporting({ 'Fn::Sub': 'x-${AWS::Region}' }), user({ 'Fn::ImportValue': { 'Fn::Sub': 'x-${AWS::Region}' } }))],
    ['import by a parameter', workloadOf(exporting('x'), user({ 'Fn::ImportValue': { Ref: 'Name' } }, { Parameters: { Name: { Type: 'String', AllowedValues: ['x'] } } }))],
    ['import of an import', workloadOf(exporting('x'), owner2({ 'Fn::ImportValue': 'x' }, 'y'), user({ 'Fn::ImportValue': 'y' }))],
    ['output of another stack', workloadOf(exporting('x'), user({ 'Fn::GetStackOutput': { StackName: 'stack0', OutputName: 'O' } }))],
    ['output of another stack, in the Region of this one', workloadOf(exporting('x'), user({ 'Fn::GetStackOutput': { StackName: 'stack0', Region: { Ref: 'AWS::Region' }, OutputName: 'O' } }))],
    ['parameter of a nested stack', workloadOf(nesting(user({ Ref: 'P' }, { Parameters: { P: { Type: 'String' } } }), { P: { Ref: 'Secret' } }, { Secret: { Type: SECRET } }))],
    ['output of a nested stack', workloadOf(nesting(owner({ Outputs: { O: { Value: { Ref: 'Secret' } } } }), {}, user({ 'Fn::GetAtt': ['Inner', 'Outputs.O'] }).Resources))],
    ['values from another Region', workloadOf(
      { Resources: { Secret: { Type: SECRET }, Writer: { Type: 'Custom::CrossRegionExportWriter', Properties: { WriterProps: { exports: { '/x/y': { Ref: 'Secret' } } } } } } },
      { Resources: { ...user({ 'Fn::GetAtt': ['Reader', '/x/y'] }).Resources, Reader: { Type: 'Custom::CrossRegionExportReader' } } },
    )],
  ])('%s', (_, workload) => expect(attached(workload)).toEqual(['Schedule']));

  function owner2(Value: unknown, Name: string): TestTemplate {
    return { Outputs: { O: { Value, Export: { Name } } }, Resources: { Other: { Type: 'Test::Other::Resource' } } };
  }

  function nesting(inner: TestTemplate, Parameters: object, Resources: TestTemplate['Resources']): TestTemplate {
    return { Resources: { ...Resources, Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters } } }, nested: { Inner: inner } };
  }

  test('in one branch of a condition only', () => {
    const body = secretHere({ 'Fn::If': ['C', { Ref: 'Secret' }, 'other'] }, { Conditions: { C: region('x') } });
    expect(attached(workloadOf(body))).toEqual(['Schedule', '']);
  });

  test('in one branch of a condition, and open in the other', () => {
    const body = secretHere({ 'Fn::If': ['C', { Ref: 'Secret' }, { Ref: 'Missing' }] }, { Conditions: { C: region('x') } });
    expect(attached(workloadOf(body))).toEqual(['Schedule', maybe('template0.json/Schedule')]);
  });

  test('under an imported name that differs between deployments', () => {
    const named = user({ 'Fn::ImportValue': { Ref: 'Name' } }, { Parameters: { Name: { Type: 'String', AllowedValues: ['x', 'elsewhere'] } } });
    expect(attached(workloadOf(exporting('x'), named))).toEqual(['Schedule', maybe('template1.json/Schedule')]);
    expect(attached(workloadOf(owner(), exporting('x'), named))).toEqual(['', maybe('template2.json/Schedule')]);
  });

  test('by a conditional resource', () => {
    const body = secretHere({ Ref: 'Secret' }, { Conditions: { C: region('x') } });
    body.Resources.Schedule.Condition = 'C';
    expect(attached(workloadOf(body))).toEqual(['Schedule', '']);
  });

  test('by a resource with conditional properties', () => {
    const body = secretHere('x', { Conditions: { C: region('x') } });
    body.Resources.Schedule.Properties = { 'Fn::If': ['C', { SecretId: { Ref: 'Secret' } }, { SecretId: 'other' }] };
    expect(attached(workloadOf(body))).toEqual(['Schedule', '']);
  });

  test('a definite reference takes precedence over a possible one', () => {
    const body = secretHere({ Ref: 'Missing' });
    body.Resources.Sure = { Type: SCHEDULE, Properties: { SecretId: { Ref: 'Secret' } } };
    expect(attached(workloadOf(body))).toEqual(['Sure']);
  });

  test('a reference to another resource beside an open value is possible', () => {
    const body = secretHere([{ Ref: 'Other' }, { Ref: 'Missing' }]);
    body.Resources.Other = { Type: SECRET };
    expect(attached(workloadOf(body))).toEqual([maybe('template0.json/Schedule')]);
  });

  test.each<[string, unknown]>([
    ['of another', { Ref: 'Other' }],
    ['written out', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:x'],
    ['written out for each Region', { 'Fn::Sub': 'arn:aws:secretsmanager:${AWS::Region}:111111111111:secret:x' }],
    ['absent', undefined],
    ['nothing', { Ref: 'AWS::NoValue' }],
    ['a choice of known texts', { 'Fn::FindInMap': ['M', 'a', 'b'] }],
    ['of the secret, as a text that happens to look so', 'Secret'],
  ])('not by a schedule with a secret that is %s', (_, SecretId) => {
    const body = secretHere(SecretId, { Mappings: { M: { a: { b: 'x' } } } });
    body.Resources.Other = { Type: 'Test::Other::Resource' };
    expect(attached(workloadOf(body))).toEqual(['']);
  });

  test.each<[string, unknown, object]>([
    ['a parameter', { Ref: 'P' }, { Parameters: { P: { Type: 'String' } } }],
    ['part of a text', { 'Fn::Sub': 'x-${P}' }, { Parameters: { P: { Type: 'String', NoEcho: true } } }],
    ['an import from another app', { 'Fn::ImportValue': 'elsewhere' }, {}],
    ['an output of another app’s stack', { 'Fn::GetStackOutput': { StackName: 'elsewhere', OutputName: 'O' } }, {}],
    ['an output that does not exist', { 'Fn::GetStackOutput': { StackName: 'stack0', OutputName: 'Missing' } }, {}],
    ['a value from another Region that nothing writes', { 'Fn::GetAtt': ['Reader', '/x'] }, {}],
    ['not well formed', { 'Fn::Join': 'x' }, {}],
    ['left to a macro', { 'Fn::Transform': { Name: 'Mine' } }, {}],
  ])('possibly by a schedule with a secret that is %s', (_, SecretId, sections) => {
    const body = secretHere(SecretId, sections);
    body.Resources.Reader = { Type: 'Custom::CrossRegionExportReader' };
    expect(attached(workloadOf(body))).toEqual([maybe('template0.json/Schedule')]);
  });

  test.each<[string, object]>([
    ['as a whole', { 'Fn::Transform': { Name: 'Mine' } }],
    ['in addition to others', { 'Fn::Transform': { Name: 'Mine' }, 'Rules': 1 }],
  ])('possibly by a schedule whose properties come from a macro %s', (_, Properties) => {
    const body = secretHere('x');
    body.Resources.Schedule.Properties = Properties;
    expect(attached(workloadOf(body))).toEqual([maybe('template0.json/Schedule')]);
  });

  test('possibly by a schedule, in some deployments', () => {
    const body = secretHere({ Ref: 'P' }, { Parameters: { P: { Type: 'String', Default: 'known' } }, Conditions: { C: region('x') } });
    body.Resources.Schedule.Condition = 'C';
    expect(attached(workloadOf(body))).toEqual(['', maybe('template0.json/Schedule'), '']);
  });

  test('only in the given property', () => {
    const workload = workloadOf({
      Resources: {
        Secret: { Type: SECRET },
        Deep: { Type: 'T', Properties: { A: { B: [{ Ref: 'Secret' }] } } },
        Beside: { Type: 'T', Properties: { A: { BC: { Ref: 'Secret' } } } },
      },
    });
    const [secret] = workload.resources(SECRET);
    const { results } = workload.scenarios.explore(() => workload.attached(secret, 'T', 'A.B').map(({ logicalId }) => logicalId));
    expect(results.map(({ result }) => result)).toEqual([['Deep']]);
  });
});

describe('the stack of a name', () => {
  /** Returns the file of the stack with the secret of a schedule, or the reason why it is unknown. */
  function target(from: Partial<StackTemplateProps>, candidates: Partial<StackTemplateProps>[], SecretId: unknown = { 'Fn::ImportValue': 'x' }): string {
    const exporting = owner({ Outputs: { O: { Value: { Ref: 'Secret' }, Export: { Name: 'x' } } } });
    const workload = new Workload([
      ...candidates.flatMap((props, i) => stacksOf(exporting, { file: `owner${i}`, stackName: 'owner', ...props })),
      ...stacksOf(user(SecretId), { file: 'user', ...from }),
    ]);
    const at = workload.resources(SCHEDULE)[0].get('SecretId');
    return at.unknown ?? at.reference()!.resource.stack.file;
  }
  const here = { account: '1', region: 'a' };
  const output = (parts: object = {}) => ({ 'Fn::GetStackOutput': { StackName: 'owner', OutputName: 'O', ...parts } });

  test('an export: of the same account and Region', () => {
    expect(target(here, [{ ...here, region: 'b' }, here])).toBe('owner1');
    expect(target(here, [{ ...here, region: 'b' }])).toBe('export x belongs to a stack that is not part of this check');
    expect(target(here, [{ ...here, account: '2' }])).toBe('export x belongs to a stack that is not part of this check');
  });
  test('an export: a possible stack, if account or Region is open', () => {
    expect(target({}, [here])).toBe('owner0');
    expect(target(here, [{}])).toBe('owner0');
    expect(target(here, [{}, here])).toBe('owner1');
    expect(target({}, [here, { ...here, region: 'b' }])).toBe('export x is created by 2 stacks');
    expect(target({}, [{}, {}])).toBe('export x is created by 2 stacks');
  });
  test('an export: of the same cloud assembly', () => {
    expect(target({ assembly: 'prod' }, [{ assembly: 'dev' }, { assembly: 'prod' }])).toBe('owner1');
    expect(target({ assembly: 'prod' }, [{ assembly: 'dev' }])).toBe('owner0');
  });
  test('an output: in the given Region', () => {
    expect(target(here, [here, { ...here, region: 'b' }], output({ Region: 'b' }))).toBe('owner1');
    expect(target(here, [here, { ...here, region: 'b' }], output())).toBe('owner0');
    expect(target(here, [here], output({ Region: 'b' }))).toBe('stack owner is not part of this check');
    expect(target({}, [{}, {}], output())).toBe('stack owner is ambiguous');
  });
  test('an output: of another account, if a role is given', () => {
    expect(target(here, [{ ...here, account: '2' }], output({ RoleArn: 'arn' }))).toBe('owner0');
    expect(target(here, [{ ...here, account: '2' }], output())).toBe('stack owner is not part of this check');
  });
  test('an output that does not exist', () => {
    for (const OutputName of ['Missing', 'constructor']) expect(target({}, [{}], output({ OutputName }))).toBe(`stack owner has no output ${OutputName}`);
  });
  test('names that differ between stacks are not resolved', () => {
    const exportName = (Name: unknown) => ({ Outputs: { O: { Value: { Ref: 'Secret' }, Export: { Name } } }, Resources: { Secret: { Type: SECRET }, Bucket: { Type: 'B' } } });
    for (const name of [{ 'Fn::Sub': '${AWS::StackName}-x' }, { 'Fn::Sub': '${Bucket}-x' }]) {
      const importing = { Resources: { ...user({ 'Fn::ImportValue': name }).Resources, Bucket: { Type: 'B' } } };
      const workload = new Workload([exportName(name), importing].map((body, i) => new StackTemplate({ file: `f${i}`, body })));
      expect(workload.resources(SCHEDULE)[0].get('SecretId').unknown).toMatch(/^the name \$\{.*\}-x is known only at deployment$/);
    }
  });
  test('an export with a conditional name is not resolved', () => {
    const exporting = owner({
      Conditions: { C: region('x') },
      Outputs: { O: { Value: { Ref: 'Secret' }, Export: { Name: { 'Fn::If': ['C', 'x', 'y'] } } } },
    });
    expect(attached(workloadOf(exporting, user({ 'Fn::ImportValue': 'x' })))).toEqual([maybe('template1.json/Schedule')]);
  });
});

describe('time', () => {
  /** Builds secrets with one schedule each: in the same stack, by import, or with an unknown secret. */
  function build(count: number): Workload {
    const [here, exporting, importing]: TestTemplate[] = [{ Resources: {} }, { Outputs: {}, Resources: {} }, { Resources: {} }];
    for (let i = 0; i < count; i += 1) {
      here.Resources[`Secret${i}`] = { Type: SECRET };
      here.Resources[`Schedule${i}`] = { Type: SCHEDULE, Properties: { SecretId: { Ref: `Secret${i}` } } };
      here.Resources[`Lonely${i}`] = { Type: SECRET, Properties: { Description: { 'Fn::Sub': '${AWS::Region} ${AWS::StackName}' } } };
      exporting.Resources[`Shared${i}`] = { Type: SECRET };
      exporting.Outputs[`O${i}`] = { Value: { Ref: `Shared${i}` }, Export: { Name: `x${i}` } };
      importing.Resources[`Import${i}`] = { Type: SCHEDULE, Properties: { SecretId: { 'Fn::ImportValue': `x${i}` } } };
    }
    return workloadOf(here, exporting, importing);
  }

  /** Measures the CPU time for reading the schedules of every secret, in microseconds, which other processes do not affect. */
  function measure(count: number): number {
    const started = process.cpuUsage();
    const workload = build(count);
    const { results } = workload.scenarios.explore(() => workload.resources(SECRET).map((secret) => workload.attached(secret, SCHEDULE, 'SecretId').length));
    const total = results[0].result.reduce((sum, found) => sum + found, 0);
    expect(total).toBe(2 * count);
    const spent = process.cpuUsage(started);
    return spent.user + spent.system;
  }

  test('grows linearly with the workload', () => {
    measure(200);
    const best = (count: number) => Math.min(...Array.from({ length: 4 }, () => measure(count)));
    // Eight times the resources: a factor of 8 if time is linear, 64 if it is quadratic.
    expect(best(2400) / best(300)).toBeLessThan(24);
  });
});
