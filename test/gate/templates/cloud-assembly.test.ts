import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnParameter, CfnResource, LegacyStackSynthesizer, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { CloudAssembly, readCloudAssembly, Resource, UnreadableInput, Workload } from '../../../lib/gate';

let outdir: string;
beforeEach(() => {
  outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
});
afterEach(() => fs.rmSync(outdir, { recursive: true, force: true }));

/** Synthesizes an app to `outdir` and reads it back. */
function assemblyOf(build: (app: App) => void, context: { [key: string]: unknown } = {}): CloudAssembly {
  const app = new App({ outdir, context });
  build(app);
  app.synth();
  return readCloudAssembly(outdir);
}

const bucket = (scope: Stack, id: string, props?: s3.CfnBucketProps) => new s3.CfnBucket(scope, id, props);

/** Returns the buckets of a workload: construct path and logical id. */
function buckets({ stacks }: CloudAssembly): string[][] {
  return new Workload(stacks).resources('AWS::S3::Bucket').map((resource) => [resource.path, resource.logicalId]);
}

/** Returns the facts about each stack. */
function facts({ stacks }: CloudAssembly): unknown[] {
  return stacks.map(({ constructPath, stackName, account, region, inStage, parent }) => ({
    constructPath, stackName, account, region, inStage, parent: parent?.stack.constructPath,
  }));
}

const plain = { account: undefined, region: undefined, inStage: false, parent: undefined };

describe('stacks', () => {
  test('in the order of the manifest, with their facts', () => {
    const assembly = assemblyOf((app) => {
      bucket(new Stack(app, 'Plain'), 'B');
      bucket(new Stack(app, 'Named (odd)', { stackName: 'other-name' }), 'B');
      bucket(new Stack(app, 'Fixed', { env: { account: '111111111111', region: 'eu-west-1' } }), 'B');
    });
    expect(facts(assembly)).toEqual([
      { ...plain, constructPath: 'Plain', stackName: 'Plain' },
      { ...plain, constructPath: 'Named (odd)', stackName: 'other-name' },
      { ...plain, constructPath: 'Fixed', stackName: 'Fixed', account: '111111111111', region: 'eu-west-1' },
    ]);
    expect(assembly.stacks[0].file).toBe(path.join(outdir, 'Plain.template.json'));
    expect(buckets(assembly)).toEqual([['Plain/B', 'B'], ['Named (odd)/B', 'B'], ['Fixed/B', 'B']]);
    expect(assembly.unreadable).toEqual([]);
  });

  test('of Stages, and of Stages in Stages', () => {
    const assembly = assemblyOf((app) => {
      const dev = new Stage(app, 'Dev');
      bucket(new Stack(dev, 'Shop'), 'B');
      bucket(new Stack(new Stage(dev, 'Inner'), 'Shop'), 'B');
    });
    expect(facts(assembly)).toEqual([
      { ...plain, inStage: true, constructPath: 'Dev/Inner/Shop', stackName: 'Dev-Inner-Shop' },
      { ...plain, inStage: true, constructPath: 'Dev/Shop', stackName: 'Dev-Shop' },
    ]);
    expect(buckets(assembly)).toEqual([['Dev/Inner/Shop/B', 'B'], ['Dev/Shop/B', 'B']]);
  });

  test('nested twice, with the same logical ids', () => {
    const assembly = assemblyOf((app) => {
      const root = new Stack(app, 'Root', { env: { region: 'eu-west-1' } });
      const [one, two] = ['One', 'Two'].map((id) => new NestedStack(root, id));
      const deep = new NestedStack(one, 'Deep');
      for (const stack of [root, one, two, deep]) bucket(stack, 'B');
    });
    const nested = { ...plain, region: 'eu-west-1', stackName: undefined };
    expect(facts(assembly)).toEqual([
      { ...nested, constructPath: 'Root', stackName: 'Root' },
      { ...nested, constructPath: 'Root/One', parent: 'Root' },
      { ...nested, constructPath: 'Root/Two', parent: 'Root' },
      { ...nested, constructPath: 'Root/One/Deep', parent: 'Root/One' },
    ]);
    expect(buckets(assembly)).toEqual([['Root/B', 'B'], ['Root/One/B', 'B'], ['Root/Two/B', 'B'], ['Root/One/Deep/B', 'B']]);
    expect(assembly.stacks.slice(1).map(({ parent }) => parent!.stack.body.Resources![parent!.logicalId].Type)).toEqual(
      Array(3).fill('AWS::CloudFormation::Stack'),
    );
  });

  describe('nested stacks of the CDK before 2.275, which does not record their templates', () => {
    const build = (app: App, synthesizer?: LegacyStackSynthesizer) => {
      const root = new Stack(app, 'Root', { synthesizer });
      const deep = new NestedStack(new NestedStack(root, 'One'), 'Deep');
      for (const stack of [root, deep]) bucket(stack, 'B');
    };

    /** Removes entries from the CDK's data about constructs. */
    function without(types: readonly string[]): CloudAssembly {
      const file = path.join(outdir, 'Root.metadata.json');
      const metadata = JSON.parse(fs.readFileSync(file, 'utf8')) as { [at: string]: { type: string }[] };
      for (const [at, entries] of Object.entries(metadata)) metadata[at] = entries.filter(({ type }) => !types.includes(type));
      fs.writeFileSync(file, JSON.stringify(metadata));
      return readCloudAssembly(outdir);
    }

    test.each([undefined, new LegacyStackSynthesizer()])('are found by their resources', (synthesizer) => {
      assemblyOf((app) => build(app, synthesizer));
      const { stacks, unreadable, acknowledgements } = without(['aws:cdk:templateFile']);
      expect(unreadable).toEqual([]);
      expect(buckets({ stacks, unreadable, acknowledgements })).toEqual([['Root/B', 'B'], ['Root/One/Deep/B', 'B']]);
    });

    test('are reported as unreadable without metadata of resources', () => {
      assemblyOf(build);
      expect(without(['aws:cdk:templateFile', 'aws:cdk:logicalId']).unreadable).toMatchObject([
        { constructPath: 'Root', error: { message: expect.stringContaining('has a nested stack that the assembly does not mention: OneNestedStack') } },
      ]);
    });
  });

  test('nested stacks with another logical id', () => {
    const assembly = assemblyOf((app) => {
      const nested = new NestedStack(new Stack(app, 'Root'), 'Nested');
      nested.nestedStackResource!.overrideLogicalId('Renamed');
      bucket(nested, 'B');
    });
    expect(assembly.stacks[1].parent).toMatchObject({ logicalId: 'Renamed' });
  });

  test('stacks that are not judged are read, because others refer to them', () => {
    assemblyOf((app) => ['A', 'B'].forEach((id) => bucket(new Stack(app, id), 'X')));
    expect(readCloudAssembly(outdir, (constructPath) => constructPath === 'B').stacks.map(({ constructPath, judged }) => [constructPath, judged])).toEqual([
      ['A', false],
      ['B', true],
    ]);
  });
});

test('a stack without resources is empty, nested or not', () => {
  for (const synthesizer of [undefined, new LegacyStackSynthesizer()]) {
    const assembly = assemblyOf((app) => {
      new NestedStack(new Stack(app, 'Outer', { synthesizer }), 'Inner');
      new Stack(app, 'Empty');
    });
    expect(assembly.unreadable).toEqual([]);
    expect(assembly.stacks.map(({ constructPath }) => constructPath)).toEqual(['Outer', 'Outer/Inner', 'Empty']);
    expect(new Workload(assembly.stacks).resources().map(({ type }) => type)).toEqual(['AWS::CloudFormation::Stack']);
  }
});

describe('construct paths of resources', () => {
  test('with overridden logical ids', () => {
    const assembly = assemblyOf((app) => bucket(new Stack(app, 'S'), 'B').overrideLogicalId('Renamed'));
    expect(buckets(assembly)).toEqual([['S/B', 'Renamed']]);
  });

  test('of an included template', () => {
    const templateFile = path.join(outdir, 'included.json');
    fs.writeFileSync(templateFile, JSON.stringify({ Resources: { Old: { Type: 'AWS::S3::Bucket' } } }));
    const assembly = assemblyOf((app) => new CfnInclude(new Stack(app, 'S'), 'Include', { templateFile }));
    expect(buckets(assembly)).toEqual([['S/Include/Old', 'Old']]);
  });

  test('come from the template if the manifest has none, and end with the logical id otherwise', () => {
    const build = (app: App) => {
      const nested = new NestedStack(new Stack(app, 'S'), 'Nested');
      bucket(nested, 'B');
    };
    const paths = (context: object) => buckets(assemblyOf(build, { 'aws:cdk:disable-logicalId-metadata': true, ...context }));
    expect(paths({ 'aws:cdk:enable-path-metadata': true })).toEqual([['S/Nested/B', 'B']]);
    expect(paths({ 'aws:cdk:enable-asset-metadata': true })).toEqual([['S/Nested/B', 'B']]);
  });

  test('are unknown without metadata of a nested stack, which is unreadable', () => {
    const assembly = assemblyOf((app) => bucket(new NestedStack(new Stack(app, 'S'), 'Nested'), 'B'), { 'aws:cdk:disable-logicalId-metadata': true });
    expect(assembly.unreadable).toMatchObject([
      { constructPath: 'S', error: { message: expect.stringMatching(/S\.template\.json: has no AWS::CloudFormation::Stack for the nested stack S\/Nested/) } },
    ]);
  });
});

test('resources are read as they are deployed: overrides and generic resources', () => {
  const { stacks } = assemblyOf((app) => {
    const stack = new Stack(app, 'S');
    bucket(stack, 'Overridden', { bucketName: 'typed' }).addPropertyOverride('BucketName', 'raw');
    new CfnResource(stack, 'Generic', { type: 'AWS::S3::Bucket', properties: { BucketName: 'generic' } });
    new s3.CfnBucket(stack, 'Retyped').addOverride('Type', 'AWS::SNS::Topic');
  });
  const workload = new Workload(stacks);
  expect(workload.resources('AWS::S3::Bucket').map((resource) => resource.get('BucketName').string())).toEqual(['raw', 'generic']);
  expect(workload.resources('AWS::SNS::Topic').map((resource) => resource.path)).toEqual(['S/Retyped']);
});

test('acknowledgements are read with their construct', () => {
  const { acknowledgements } = assemblyOf((app) => {
    const stack = new Stack(app, 'S');
    Validations.of(stack).acknowledge({ id: 'Sec3::Sec3-X', reason: 'whole stack' });
    Validations.of(bucket(stack, 'B')).acknowledge({ id: 'Sec3::Sec3-Y[a]', reason: 'one bucket' });
  });
  expect(acknowledgements).toEqual([
    { id: 'Sec3::Sec3-X', reason: 'whole stack', path: 'S' },
    { id: 'Sec3::Sec3-Y[a]', reason: 'one bucket', path: 'S/B' },
  ]);
});

describe('references', () => {
  const rotated = (scope: Stack, secret: secretsmanager.ISecret) =>
    new secretsmanager.CfnRotationSchedule(scope, 'Schedule', { secretId: secret.secretArn });

  /** Returns the secret of each rotation schedule, by construct path. */
  function rotations({ stacks }: CloudAssembly): string[] {
    const workload = new Workload(stacks);
    const target = (schedule: Resource) => schedule.get('SecretId').reference()?.resource.path;
    return workload.resources('AWS::SecretsManager::RotationSchedule').map((schedule) => `${schedule.path} -> ${target(schedule)}`);
  }

  // Two Stages with identical stacks, which have no account and Region.
  const twoStages = (build: (stage: Stage) => void) => (app: App) => ['Dev', 'Prod'].forEach((id) => build(new Stage(app, id)));
  const sameNames = twoStages((stage) => {
    const owner = new Stack(stage, 'Owner', { stackName: 'owner' });
    rotated(new Stack(stage, 'User', { stackName: 'user' }), new secretsmanager.Secret(owner, 'Secret'));
  });
  const each = ['Dev/User/Schedule -> Dev/Owner/Secret/Resource', 'Prod/User/Schedule -> Prod/Owner/Secret/Resource'];

  test('by export stay in their Stage', () => expect(rotations(assemblyOf(sameNames))).toEqual(each));
  test('by weak reference stay in their Stage', () => {
    expect(rotations(assemblyOf(sameNames, { '@aws-cdk/core:defaultCrossStackReferences': 'weak' }))).toEqual(each);
  });
  test('across Regions stay in their Stage', () => {
    const acrossRegions = twoStages((stage) => {
      const [owner, user] = [['Owner', 'us-east-1'], ['User', 'eu-west-1']].map(
        ([id, region]) => new Stack(stage, id, { stackName: id, env: { account: '111111111111', region }, crossRegionReferences: true }),
      );
      rotated(user, new secretsmanager.Secret(owner, 'Secret'));
    });
    expect(rotations(assemblyOf(acrossRegions))).toEqual(each);
  });
  test('across accounts, by weak reference', () => {
    const acrossAccounts = (app: App) => {
      const [owner, user] = ['111111111111', '222222222222'].map((account, i) => new Stack(app, ['Owner', 'User'][i], { env: { account, region: 'eu-west-1' } }));
      // Constructs of the CDK would refer by physical name here; this is the remaining way.
      const { ref } = new secretsmanager.CfnSecret(owner, 'Secret');
      new secretsmanager.CfnRotationSchedule(user, 'Schedule', { secretId: ref });
    };
    expect(rotations(assemblyOf(acrossAccounts, { '@aws-cdk/core:defaultCrossStackReferences': 'weak' }))).toEqual([
      'User/Schedule -> Owner/Secret',
    ]);
  });
  test('into and out of nested stacks, through two levels', () => {
    const nestedInNested = (app: App) => {
      const root = new Stack(app, 'Root');
      const [one, two] = ['One', 'Two'].map((id) => new NestedStack(root, id));
      const deep = new NestedStack(one, 'Deep');
      rotated(deep, new secretsmanager.Secret(root, 'Above'));
      rotated(root, new secretsmanager.Secret(deep, 'Below'));
      rotated(two, new secretsmanager.Secret(deep, 'Beside'));
    };
    expect(rotations(assemblyOf(nestedInNested)).sort()).toEqual([
      'Root/One/Deep/Schedule -> Root/Above/Resource',
      'Root/Schedule -> Root/One/Deep/Below/Resource',
      'Root/Two/Schedule -> Root/One/Deep/Beside/Resource',
    ]);
  });
  test('of lists, between stacks', () => {
    const assembly = assemblyOf((app) => {
      const owner = new Stack(app, 'Owner');
      const names = ['A', 'B'].map((id) => bucket(owner, id).ref);
      const imported = owner.exportStringListValue(new CfnParameter(owner, 'List', { type: 'CommaDelimitedList', default: 'x, y' }).valueAsList);
      new CfnResource(new Stack(app, 'User'), 'R', { type: 'T', properties: { List: imported, Names: names } });
    });
    const workload = new Workload(assembly.stacks);
    const { results } = workload.scenarios.explore(() => workload.resources('T')[0].get('Names').items().map((item) => item.references()[0].resource.path));
    expect(results.map(({ result }) => result)).toEqual([['Owner/A', 'Owner/B']]);
  });
});

describe('an unreadable part is reported, and other parts are read', () => {
  const files = () => fs.readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  const damage = (file: string, how: (at: string) => void) => {
    assemblyOf((app) => {
      bucket(new Stack(app, 'Good'), 'B');
      const bad = new Stack(app, 'Bad');
      bucket(bad, 'B');
      bucket(new NestedStack(bad, 'Nested'), 'B');
    });
    how(path.join(outdir, files().find((name) => name.startsWith(file)) ?? file));
    return readCloudAssembly(outdir);
  };
  const truncate = (at: string) => fs.writeFileSync(at, fs.readFileSync(at, 'utf8').slice(0, 20));

  test.each<[string, string, (at: string) => void, RegExp]>([
    ['a truncated template', 'Bad.', truncate, /Bad\.template\.json:\d+:\d+: is not valid JSON/],
    ['a missing template', 'Bad.', (at) => fs.rmSync(at), /Bad\.template\.json: cannot be read \(ENOENT/],
    ['a folder in its place', 'Bad.', (at) => [fs.rmSync(at), fs.mkdirSync(at)], /Bad\.template\.json: cannot be read \(EISDIR/],
    ['truncated metadata', 'Bad.metadata.json', truncate, /Bad\.metadata\.json:\d+:\d+: is not valid JSON/],
  ])('%s', (_, file, how, message) => {
    const assembly = damage(file, how);
    expect(assembly.stacks.map(({ constructPath }) => constructPath)).toEqual(['Good']);
    expect(assembly.unreadable).toEqual([{ constructPath: 'Bad', error: expect.any(UnreadableInput) }]);
    expect(assembly.unreadable[0].error.message).toMatch(message);
  });

  test('a truncated template of a nested stack', () => {
    const assembly = damage('BadNested', truncate);
    expect(assembly.stacks.map(({ constructPath }) => constructPath)).toEqual(['Good', 'Bad']);
    expect(assembly.unreadable.map(({ constructPath, error }) => [constructPath, error.file.endsWith('.nested.template.json')])).toEqual([['Bad', true]]);
  });

  test('a stack that is not judged is not reported', () => {
    damage('Bad.', truncate);
    expect(readCloudAssembly(outdir, (constructPath) => constructPath === 'Good').unreadable).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['is missing', '', /manifest\.json: cannot be read \(ENOENT/],
    ['is not JSON', '{"artifacts": {}', /manifest\.json:1:17: is not valid JSON/],
    ['is null', 'null', /manifest\.json: is not the manifest of a cloud assembly: it has no artifacts$/],
    ['has no artifacts', '{"version": "1"}', /manifest\.json: is not the manifest of a cloud assembly: it has no artifacts$/],
    ['has an invalid artifact', '{"artifacts": {"A": null}}', /manifest\.json: artifact A has no type$/],
    ['names a Stage that is missing', '{"artifacts": {"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "x"}}}}', /x.manifest\.json: cannot be read/],
  ])('a manifest that %s', (_, manifest, message) => {
    if (manifest !== '') fs.writeFileSync(path.join(outdir, 'manifest.json'), manifest);
    expect(() => readCloudAssembly(outdir)).toThrow(UnreadableInput);
    expect(() => readCloudAssembly(outdir)).toThrow(message);
  });

  test('a stack without a template file, and malformed metadata', () => {
    const stack = { type: 'aws:cloudformation:stack', metadata: { '/A': null, '/B': [null, 5] } };
    fs.writeFileSync(path.join(outdir, 'manifest.json'), JSON.stringify({ artifacts: { A: stack } }));
    expect(readCloudAssembly(outdir).unreadable).toMatchObject([{ constructPath: 'A', error: { message: expect.stringMatching(/cannot be read/) } }]);
  });
});
