import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { RotatedSecret, Sec3, Sec3StepOptions, SecretRotation } from '../../lib';
import { packageVersion } from '../../lib/functions';
import { cli } from '../cli/harness';

jest.setTimeout(120_000);

let outdir: string;

beforeEach(() => (outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-step-'))));

afterEach(() => fs.rmSync(outdir, { recursive: true, force: true }));

/** An app whose pipeline deploys one Stage, after the gate. */
class Delivery {
  public readonly app = new App({ outdir });
  public readonly stack = new Stack(this.app, 'Delivery', { env: { account: '111122223333', region: 'eu-west-1' } });
  public readonly source = pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(this.stack, 'Repository', 'orders'), 'main');
  public readonly pipeline = new pipelines.CodePipeline(this.stack, 'Pipeline', {
    crossAccountKeys: true,
    synth: new pipelines.ShellStep('Synth', { input: this.source, commands: ['npx cdk synth'] }),
  });

  public deploy(options?: Sec3StepOptions, fill: (stack: Stack) => void = () => undefined): this {
    const stage = new Stage(this.app, 'Production', { env: { account: '444455556666', region: 'eu-west-1' } });
    fill(new Stack(stage, 'Orders'));
    this.pipeline.addStage(stage, { pre: [Sec3.step(this.pipeline, options)] });
    return this;
  }

  /** Build of the step, in the template of the pipeline. */
  public get build(): { readonly install: string[]; readonly build: string[]; readonly nodejs: string; readonly image: string } {
    const projects = Object.values(Template.fromStack(this.stack).findResources('AWS::CodeBuild::Project')).map(({ Properties }) => Properties);
    const [{ phases, Environment }] = projects
      .map((project) => ({ ...JSON.parse(project.Source.BuildSpec), ...project }))
      .filter((project) => JSON.stringify(project.phases).includes('cdk-sec3'));
    return { install: phases.install.commands, build: phases.build.commands, nodejs: phases.install['runtime-versions'].nodejs, image: Environment.Image };
  }

  /** Returns the actions of a pipeline stage, in order. */
  public actionsOf(name: string): string[] {
    const [{ Properties }] = Object.values(Template.fromStack(this.stack).findResources('AWS::CodePipeline::Pipeline'));
    const { Actions } = Properties.Stages.find(({ Name }: any) => Name === name);
    return [...Actions].sort((a: any, b: any) => a.RunOrder - b.RunOrder).map(({ Name }: any) => Name);
  }
}

test('checks the assembly with this version of the package before the Stage is deployed', () => {
  const delivery = new Delivery().deploy();
  expect(delivery.actionsOf('Production')).toEqual(['Sec3', 'Prepare', 'Deploy'].map((name) => (name === 'Sec3' ? name : `Orders.${name}`)));
  expect(delivery.build).toEqual({
    install: [`npm install --global --ignore-scripts cdk-sec3@${packageVersion()}`],
    build: ['cdk-sec3 check .'],
    nodejs: '22',
    image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
  });
});

test('with a source, it uses the version in its lock file, and its files', () => {
  const delivery = new Delivery();
  delivery.deploy({
    stepName: 'Gate', source: delivery.source, installCommands: ['aws codeartifact login --tool npm --repository r --domain d'], config: 'sec3.yaml', baseline: 'known/sec3.json', warningsFail: true,
  });
  expect(delivery.actionsOf('Production')[0]).toBe('Gate');
  const { install, build } = delivery.build;
  expect(install.slice(-2)).toEqual(['aws codeartifact login --tool npm --repository r --domain d', 'npm ci --ignore-scripts']);
  // The CDK links the assembly into the source, and fails if the path exists.
  expect(install[0]).toMatch(/^\[ ! -d "cdk\.out" \].*ln -s -- "\$CODEBUILD_SRC_DIR_\w+" "cdk\.out"/);
  expect(build).toEqual(['npx --no -- cdk-sec3 check cdk.out --config sec3.yaml --baseline known/sec3.json --fail-on warning']);
});

test('files without a source, and invalid paths, are rejected', () => {
  const { pipeline, source } = new Delivery();
  expect(() => Sec3.step(pipeline, { config: 'sec3.yaml', baseline: 'a b' })).toThrow(
    'Sec3.step: config is "sec3.yaml", which is not in an assembly: pass source as well; ' +
      'baseline is "a b"; a path of letters, digits, ".", "_", "-" and "/" is expected, from the root of the source',
  );
  for (const config of ['--only=x', '$(id)', 'a;b', '']) expect(() => Sec3.step(pipeline, { source, config })).toThrow('Sec3.step: config is');
});

describe('the command', () => {
  const check = (delivery: Delivery) => {
    delivery.app.synth();
    const [, ...args] = delivery.build.build[0].split(' ');
    return cli(args, { cwd: outdir });
  };

  test('passes if all Stages pass', async () => {
    const { code } = await check(new Delivery().deploy({}, (stack) => void new RotatedSecret(stack, 'Key', { rotation: SecretRotation.generated() })));
    expect(code).toBe(0);
  });

  test('fails for a finding in a Stage', async () => {
    const { code, out } = await check(new Delivery().deploy({}, (stack) => void new secretsmanager.Secret(stack, 'Key')));
    expect(code).toBe(1);
    expect(out).toContain('Production/Orders/Key');
    expect(out).toContain('SecretRotated[not-rotated]');
  });

  test('fails if a template is missing', async () => {
    const delivery = new Delivery().deploy({}, (stack) => void new secretsmanager.Secret(stack, 'Key'));
    delivery.app.synth();
    const nested = path.join(outdir, 'assembly-Production');
    for (const file of fs.readdirSync(nested).filter((name) => name.endsWith('.template.json'))) fs.rmSync(path.join(nested, file));
    expect((await check(delivery)).code).toBe(2);
  });

  test('fails without stacks', async () => {
    const delivery = new Delivery().deploy();
    delivery.app.synth();
    const file = path.join(outdir, 'manifest.json');
    fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), artifacts: {} }));
    expect((await check(delivery)).code).toBe(2);
  });
});
