import { ACCOUNT, answersTo, deployed, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

function enabler(scans: readonly string[] = ['LAMBDA', 'LAMBDA_CODE'], more: object = { outputPaths: ['accounts.0.accountId'] }): object {
  return {
    Type: 'Custom::Sec3InspectorScanning',
    Properties: { Create: JSON.stringify({ service: 'Inspector2', action: 'enable', parameters: { resourceTypes: scans }, ...more }) },
  };
}

function status(lambda: string, lambdaCode: string): void {
  const resourceState = { lambda: { status: lambda }, lambdaCode: { status: lambdaCode } };
  scene.aws.on('inspector2:BatchGetAccountStatus', ({ accountIds }) => ({ accounts: accountIds.map((accountId: string) => ({ accountId, resourceState })) }));
}

beforeEach(() => {
  scene.aws.on('inspector2:GetDelegatedAdminAccount', new Failure(404, 'ResourceNotFoundException'));
  scene.aws.on('iam:GetRole', new Failure(404, 'NoSuchEntity'));
});

async function answers(resource = enabler()): Promise<string[]> {
  return answersTo('inspector', await scene.ask([stack({ Enabler: resource })]));
}

test('is ready without scans', async () => {
  status('DISABLED', 'DISABLED');
  expect(await answers()).toEqual(['ready Yes: the scans are not enabled yet. [Orders/Enabler]']);
});

test('fails if scans are already enabled and the resource reads the response of the call', async () => {
  status('ENABLED', 'ENABLED');
  expect(await answers()).toEqual([
    'fails Scans are already enabled (LAMBDA ENABLED, LAMBDA_CODE ENABLED). The template’s call to enable them then returns no account, but the deployment reads it. [Orders/Enabler]',
  ]);
});

test('is ready otherwise, and if the resource is already deployed', async () => {
  status('ENABLED', 'ENABLED');
  expect(await answers(enabler(['LAMBDA'], {}))).toEqual(['ready Yes (LAMBDA ENABLED). [Orders/Enabler]']);
  expect(await answers({ Type: 'Custom::Sec3InspectorScanning', Properties: { ResourceTypes: ['LAMBDA', 'LAMBDA_CODE'] } }))
    .toEqual(['ready Yes (LAMBDA ENABLED, LAMBDA_CODE ENABLED). [Orders/Enabler]']);
  scene.aws.on('cloudformation:ListStackResources', deployed({ Enabler: 'InspectorScanning' }));
  expect((await answers())[0]).toMatch(/^ready/);
});

test('fails if the organization has an administrator', async () => {
  status('DISABLED', 'DISABLED');
  scene.aws.on('inspector2:GetDelegatedAdminAccount', { delegatedAdmin: { accountId: '999999999999', relationshipStatus: 'ENABLED' } });
  expect((await answers())[0]).toMatch(/^fails Account 999999999999 manages Amazon Inspector/);
  scene.aws.on('inspector2:GetDelegatedAdminAccount', { delegatedAdmin: { accountId: ACCOUNT, relationshipStatus: 'ENABLED' } });
  expect((await answers())[0]).toMatch(/^ready/);
});

test('fails if scans are being disabled', async () => {
  status('DISABLING', 'DISABLED');
  expect((await answers())[0]).toMatch(/^fails .*LAMBDA DISABLING/);
});

test('is unknown if a proxy answers', async () => {
  status('DISABLED', 'DISABLED');
  scene.aws.on('inspector2:GetDelegatedAdminAccount', new Failure(404, '404'));
  expect((await answers())[0]).toMatch(/^unknown/);
});

test('the question is not asked for other custom resources', async () => {
  expect(await answers({ Type: 'Custom::AWS', Properties: { Create: JSON.stringify({ service: 'S3', action: 'putObject' }) } })).toEqual([]);
});
