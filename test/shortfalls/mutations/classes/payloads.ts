/** Data of callers and secrets in logs and histories, and clients that pass tokens on. */
import { add, Mutation, mutations, Template, the } from '../mutation';

const rest = mutations('payloads in logs', 'rest', {
  'data trace of all methods': (template) => { template.Resources.Stage.Properties.MethodSettings[0].DataTraceEnabled = true; },
  'data trace of one method': (template) => { template.Resources.Stage.Properties.MethodSettings.push({ HttpMethod: 'POST', ResourcePath: '/orders', DataTraceEnabled: 'true' }); },
});

const socket = mutations('payloads in logs', 'socket', {
  'data trace of a WebSocket API': (template) => { template.Resources.Stage.Properties.DefaultRouteSettings.DataTraceEnabled = true; },
  'data trace of a route': (template) => { template.Resources.Stage.Properties.RouteSettings = { send: { DataTraceEnabled: true } }; },
});

const logs = [
  ...mutations('payloads in logs', 'graph', {
    ...Object.fromEntries(['ALL', 'DEBUG', 'INFO'].map((level) => [`fields of GraphQL, ${level}`, (template: Template) => {
      the(template, 'AWS::AppSync::GraphQLApi').LogConfig = { CloudWatchLogsRoleArn: 'arn:aws:iam::111111111111:role/logs', FieldLogLevel: level };
    }])),
  }),
  ...mutations('payloads in logs', 'edge', {
    'cookies of requests': (template) => { the(template, 'AWS::CloudFront::Distribution').DistributionConfig.Logging = { Bucket: 'logs.s3.amazonaws.com', IncludeCookies: true }; },
    'headers in real-time logs': (template) => add(template, 'Live', 'AWS::CloudFront::RealtimeLogConfig', { Name: 'live', SamplingRate: 100, EndPoints: [], Fields: ['timestamp', 'cs-headers'] }),
  }),
  ...mutations('payloads in logs', 'events', {
    'events of a bus': (template) => { the(template, 'AWS::Events::EventBus').LogConfig = { Level: 'TRACE', IncludeDetail: 'FULL' }; },
    'events of a pipe': (template) => {
      the(template, 'AWS::Pipes::Pipe').LogConfiguration = { Level: 'INFO', IncludeExecutionData: ['ALL'], CloudwatchLogsLogDestination: { LogGroupArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:pipes' } };
    },
    ...Object.fromEntries(['true', '1', 'True'].map((text) => [`events by Powertools, ${text}`, (template: Template) => {
      the(template, 'AWS::Lambda::Function').Environment.Variables.POWERTOOLS_LOGGER_LOG_EVENT = text;
    }])),
  }),
];

const state = (task: object) => (template: Template) => {
  const { States: states } = the(template, 'AWS::StepFunctions::StateMachine').Definition;
  states.Check.Next = 'Extra';
  states.Extra = { Type: 'Task', Next: 'Store', ...task };
};

const executions = mutations('secrets of executions', 'machine', {
  ...Object.fromEntries([
    'secretsmanager:getSecretValue', 'secretsmanager:batchGetSecretValue', 'kms:decrypt', 'sts:assumeRole', 'iam:createAccessKey', 'cognitoidentityprovider:adminInitiateAuth',
    'codeartifact:getAuthorizationToken',
  ].map((action) => [action, state({ Resource: `arn:aws:states:::aws-sdk:${action}`, Parameters: {} })])),
  'a parameter that is decrypted': state({ Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter', Parameters: { Name: '/shop/key', WithDecryption: true } }),
  'a password that is logged': (template) => {
    state({ Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'login', Payload: { 'password.$': '$.password' } } })(template);
    the(template, 'AWS::StepFunctions::StateMachine').LoggingConfiguration = { Level: 'ALL', IncludeExecutionData: true, Destinations: [] };
  },
});

const hosted = (properties: object) => (template: Template) => {
  Object.assign(the(template, 'AWS::Cognito::UserPoolClient'), {
    AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'], CallbackURLs: ['https://shop.example.com/back'], ...properties,
  });
};

const clients = mutations('app client', 'identity', Object.fromEntries(Object.entries({
  'implicit flow': { AllowedOAuthFlows: ['implicit'] },
  'implicit flow besides another': { AllowedOAuthFlows: ['code', 'implicit'] },
  'callback by HTTP': { CallbackURLs: ['http://shop.example.com/back'] },
  'one callback by HTTP': { CallbackURLs: ['https://shop.example.com/back', 'HTTP://shop.example.com'] },
  'default address by HTTP': { DefaultRedirectURI: 'http://shop.example.com/back' },
  'logout by HTTP': { LogoutURLs: ['http://shop.example.com/out'] },
}).map(([name, properties]) => [name, { right: hosted({}), breaks: hosted(properties) }])));

const isPush = { Type: 'EVENT', Pattern: 'PUSH' };
const ofPullRequests = { Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED' };
const webhook = (...groups: object[][]) => (template: Template) => { the(template, 'AWS::CodeBuild::Project').Triggers = { Webhook: true, FilterGroups: groups }; };

const builds = mutations('builds of strangers', 'store', Object.fromEntries(Object.entries({
  'no filter': webhook(),
  'pull requests': webhook([ofPullRequests]),
  'pull requests besides pushes': webhook([isPush], [ofPullRequests]),
  'any event': webhook([{ Type: 'FILE_PATH', Pattern: '^src/' }]),
  'part of an id': webhook([ofPullRequests, { Type: 'ACTOR_ACCOUNT_ID', Pattern: '1234' }]),
  'all but one actor': webhook([ofPullRequests, { Type: 'ACTOR_ACCOUNT_ID', Pattern: '^1234$', ExcludeMatchedPattern: true }]),
  'public logs': (template: Template) => { webhook([isPush])(template); the(template, 'AWS::CodeBuild::Project').Visibility = 'PUBLIC_READ'; },
}).map(([name, breaks]) => [name, { right: webhook([isPush]), breaks }])));

const packages = (origin: string, group: object) => (template: Template) => {
  add(template, 'Packages', 'AWS::CodeArtifact::Repository', { DomainName: 'shop', RepositoryName: 'all', ExternalConnections: [origin] });
  add(template, 'Own', 'AWS::CodeArtifact::PackageGroup', { DomainName: 'shop', Pattern: '/npm/shop/*', ...group });
};

const BLOCKED = { OriginConfiguration: { Restrictions: { ExternalUpstream: { RestrictionMode: 'BLOCK' } } } };

const origins = mutations('origin of packages', 'store', Object.fromEntries([
  ...['npmjs', 'pypi', 'maven-central', 'nuget-org'].map((name) => [name, {}] as const),
  ['npmjs', { OriginConfiguration: { Restrictions: { ExternalUpstream: { RestrictionMode: 'ALLOW' } } } }] as const,
  ['pypi', { DomainName: 'other', ...BLOCKED }] as const,
].map(([name, group], index) => [`${name} ${index}`, { right: packages(`public:${name}`, BLOCKED), breaks: packages(`public:${name}`, group) }])));

/** Mutations of data that logs, executions, clients and builds pass on. */
export const PAYLOADS: readonly Mutation[] = [...rest, ...socket, ...logs, ...executions, ...clients, ...builds, ...origins];
