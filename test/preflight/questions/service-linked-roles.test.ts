import { answersTo, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

const DOMAIN = { Type: 'AWS::OpenSearchService::Domain', Properties: { VPCOptions: { SubnetIds: ['subnet-1'] } } };

async function answers(resource: object): Promise<string[]> {
  return answersTo('service-linked-role', await scene.ask([stack({ It: resource })]));
}

test('fails if a role is missing that nothing creates', async () => {
  scene.aws.on('iam:GetRole', new Failure(404, 'NoSuchEntity'));
  expect(await answers(DOMAIN)).toEqual(['fails No, and the templates do not create it. [Orders/It]']);
  scene.aws.on('iam:GetRole', ({ RoleName }) => ({ Role: { RoleName } }));
  expect(await answers(DOMAIN)).toEqual(['ready Yes. [Orders/It]']);
});

test.each<[string, object]>([
  ['AWSServiceRoleForDynamoDBReplication', { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: [{ Region: 'eu-central-1' }, { Region: 'eu-west-1' }] } }],
  ['AWSServiceRoleForKeyManagementServiceMultiRegionKeys', { Type: 'AWS::KMS::ReplicaKey', Properties: {} }],
  ['AWSServiceRoleForAPIGateway', { Type: 'AWS::ApiGateway::DomainName', Properties: {} }],
  ['AWSServiceRoleForWAFV2Logging', { Type: 'AWS::WAFv2::LoggingConfiguration', Properties: {} }],
])('reports that %s is created on first use, with the required permission', async (name, resource) => {
  scene.aws.on('iam:GetRole', new Failure(404, 'NoSuchEntity'));
  expect((await answers(resource))[0]).toMatch(/^ready Not yet: AWS creates it on first use, if the caller has permission for iam:CreateServiceLinkedRole for /);
  expect(scene.aws.received.find(({ operation }) => operation === 'iam:GetRole')!.parameters).toEqual({ RoleName: name });
});

test.each<[object]>([
  [{ Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: [{ Region: 'eu-central-1' }] } }],
  [{ Type: 'AWS::OpenSearchService::Domain', Properties: {} }],
])('the question is not asked for a resource that needs no role: %p', async (resource) => {
  expect(await answers(resource)).toEqual([]);
});
