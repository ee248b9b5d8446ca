import { answersTo, deployed, stack, stubbed } from '../asking';

const scene = stubbed();

const CONNECTION = 'arn:aws:codeconnections:eu-central-1:111122223333:connection/0f';

function project(Source: object, Webhook = true): object {
  return { Type: 'AWS::CodeBuild::Project', Properties: { Source, Triggers: { Webhook } } };
}

async function answers(id: string, resources: { readonly [logicalId: string]: object }): Promise<string[]> {
  return answersTo(id, await scene.ask([stack(resources)]));
}

test.each(['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED'])('a webhook of %s needs credentials of that kind', async (type) => {
  scene.aws.on('codebuild:ListSourceCredentials', { sourceCredentialsInfos: [{ serverType: type === 'GITHUB' ? 'BITBUCKET' : 'GITHUB', authType: 'OAUTH' }] });
  const result = await scene.ask([stack({ Project: project({ Type: type }) })]);
  expect(answersTo('source-credentials', result)).toEqual(['fails There are none, and CodeBuild can’t create the webhook of the project without them. [Orders/Project]']);
  expect(result.environments[0].answers[0].fix).toContain(`--server-type ${type} `);
  scene.aws.on('codebuild:ListSourceCredentials', { sourceCredentialsInfos: [{ serverType: type, authType: 'CODECONNECTIONS' }] });
  expect(await answers('source-credentials', { Project: project({ Type: type }) })).toEqual(['ready Yes (CODECONNECTIONS). [Orders/Project]']);
});

test('is unknown without a webhook, because it depends on the repository', async () => {
  scene.aws.on('codebuild:ListSourceCredentials', { sourceCredentialsInfos: [] });
  expect((await answers('source-credentials', { Project: project({ Type: 'GITHUB' }, false) }))[0]).toMatch(/^unknown There are none\. Builds of a public repository need none/);
});

test.each<[string, { readonly [logicalId: string]: object }]>([
  ['a source of AWS', { Project: project({ Type: 'CODECOMMIT' }) }],
  ['credentials in the templates', { Project: project({ Type: 'GITHUB' }), Credentials: { Type: 'AWS::CodeBuild::SourceCredential', Properties: { ServerType: 'GITHUB' } } }],
  ['a token in a secret that the project names', { Project: project({ Type: 'GITHUB', Auth: { Type: 'SECRETS_MANAGER', Resource: 'arn:aws:secretsmanager:x' } }) }],
])('the question is not asked for %s', async (_, resources) => {
  expect(await answers('source-credentials', resources)).toEqual([]);
  expect(scene.aws.received).toEqual([]);
});

test.each([['AVAILABLE', /^ready There is a connection, AVAILABLE/], ['PENDING', /^fails It is PENDING/], ['ERROR', /^fails It is ERROR/]])('a connection in state %s', async (state, expected) => {
  scene.aws.on('codeconnections:GetConnection', ({ ConnectionArn }) => ({ Connection: { ConnectionArn, ConnectionStatus: state } }));
  const source = { Type: 'GITHUB', Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION } };
  expect((await answers('source-connection', { Project: project(source) }))[0]).toMatch(expected);
});

test('a connection in the templates is pending at the first deployment, and checked at later ones', async () => {
  const resources = {
    Connection: { Type: 'AWS::CodeConnections::Connection', Properties: { ConnectionName: 'github', ProviderType: 'GitHub' } },
    Project: project({ Type: 'GITHUB', Auth: { Type: 'CODECONNECTIONS', Resource: { Ref: 'Connection' } } }),
  };
  expect((await answers('source-connection', resources))[0]).toMatch(/^fails The templates create it, and a new connection is pending/);
  scene.aws.on('cloudformation:ListStackResources', deployed({ Connection: CONNECTION }));
  scene.aws.on('codeconnections:GetConnection', ({ ConnectionArn }) => ({ Connection: { ConnectionStatus: ConnectionArn === CONNECTION ? 'AVAILABLE' : 'ERROR' } }));
  expect((await answers('source-connection', resources))[0]).toMatch(/^ready/);
});

test('is unknown for a connection from the deployment', async () => {
  const source = { Type: 'GITHUB', Auth: { Type: 'CODECONNECTIONS', Resource: { 'Fn::ImportValue': 'connection' } } };
  expect((await answers('source-connection', { Project: project(source) }))[0]).toMatch(/^unknown/);
});
