import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { readCloudAssembly, StackTemplate } from '../../../lib/gate';
import { answersTo, notDeployed, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bootstrap-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Returns the stacks of an assembly whose stack, or whose assets, require versions of the bootstrap stack. */
function stacks({ own = 6, assets = 6, qualifier = 'hnb659fds' }: { own?: number; assets?: number; qualifier?: string } = {}): readonly StackTemplate[] {
  const bootstrapStackVersionSsmParameter = `/cdk-bootstrap/${qualifier}/version`;
  const artifacts = {
    'Orders.assets': { type: 'cdk:asset-manifest', properties: { file: 'Orders.assets.json', requiresBootstrapStackVersion: assets, bootstrapStackVersionSsmParameter } },
    'Orders': {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      dependencies: ['Orders.assets'],
      properties: { templateFile: 'Orders.template.json', requiresBootstrapStackVersion: own, bootstrapStackVersionSsmParameter },
    },
  };
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
  fs.writeFileSync(path.join(folder, 'Orders.template.json'), JSON.stringify({ Resources: { Thing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } }));
  return readCloudAssembly(folder).stacks;
}

async function answers(given = stacks()): Promise<string[]> {
  return answersTo('bootstrap', await scene.ask(given));
}

function toolkit(StackStatus: string): object {
  return { Stacks: [{ StackName: 'CDKToolkit', StackStatus }] };
}

function version(Value: string): object {
  return { Parameter: { Name: 'it', Value } };
}

test('fails if the account is not bootstrapped', async () => {
  scene.aws.on('ssm:GetParameter', new Failure(400, 'ParameterNotFound'));
  expect(await answers()).toEqual(['fails It is not bootstrapped: the parameter does not exist, so no deployment can start. [Orders]']);
});

test('fails if the version is lower than the stack or its assets need', async () => {
  scene.aws.on('ssm:GetParameter', ({ Name }) => (Name === '/cdk-bootstrap/hnb659fds/version' ? version('20') : new Failure(400, 'ParameterNotFound')));
  scene.aws.on('cloudformation:DescribeStacks', toolkit('UPDATE_ROLLBACK_COMPLETE'));
  expect(await answers(stacks({ own: 6, assets: 20 }))).toEqual(['ready Version 20; stack CDKToolkit is in state UPDATE_ROLLBACK_COMPLETE. [Orders]']);
  expect(await answers(stacks({ own: 6, assets: 21 }))).toEqual(['fails It is bootstrapped at version 20. [Orders]']);
  expect(await answers(stacks({ own: 21, assets: 6 }))).toEqual(['fails It is bootstrapped at version 20. [Orders]']);
});

test('the fix names the environment and the qualifier', async () => {
  scene.aws.on('ssm:GetParameter', new Failure(400, 'ParameterNotFound'));
  const { environments: [{ answers: [answer] }] } = await scene.ask(stacks({ qualifier: 'mine' }));
  expect(answer.fix).toBe('Run cdk bootstrap aws://111122223333/eu-central-1 --qualifier mine.');
});

test.each(['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'])('fails for a bootstrap stack in state %s', async (state) => {
  scene.aws.on('ssm:GetParameter', version('30')).on('cloudformation:DescribeStacks', toolkit(state));
  expect(await answers()).toEqual([`fails The parameter says version 30, but stack CDKToolkit is in state ${state}: parts of it may be missing. [Orders]`]);
});

test('reports that a bootstrap stack of another name is not checked', async () => {
  scene.aws.on('ssm:GetParameter', version('30')).on('cloudformation:DescribeStacks', notDeployed('CDKToolkit'));
  expect(await answers()).toEqual(['ready Version 30. The state of its stack is unknown, since there is no stack CDKToolkit. [Orders]']);
});

test.each(['', 'latest', '6.5'])('fails for the version %p', async (value) => {
  scene.aws.on('ssm:GetParameter', version(value));
  expect((await answers())[0]).toMatch(value === '' ? /^fails It is bootstrapped at version 0/ : /^fails The parameter is not a version/);
});

test('names the permission if the parameter may not be read', async () => {
  scene.aws.on('ssm:GetParameter', new Failure(400, 'AccessDeniedException', 'User is not authorized'));
  expect(await answers()).toEqual(['unknown The credentials may not call ssm:GetParameter (AccessDeniedException: User is not authorized). [Orders]']);
});

test('the question is not asked for a template without an assembly', async () => {
  expect(await answers([stack({ Thing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } })])).toEqual([]);
});
