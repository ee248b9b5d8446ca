/** Secrets in templates: in each property of the tables, under each kind of name, in each known format. */
import * as fc from 'fast-check';
import { embeddedTexts, environmentMaps, secretProperties } from '../../../../lib/aws/properties';
import { Table, tableOf } from '../../../../lib/aws/table';
import { TOKEN_FORMATS } from '../../../../lib/aws/tables/token-formats';
import { holding } from '../../../gate/holding';
import { add, Mutation, mutations, the } from '../mutation';

const linesOf = (table: Table) => [...table].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));
const TOKEN = `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`;
const VALUE = 'hunter22';

/** Returns the mutation of a property that is right with one value, and wrong with another. */
function placed(kind: string, [type, path]: readonly [string, string], right: unknown, wrong: unknown, key?: string, name = ''): Mutation {
  const put = (value: unknown) => (template: any) => {
    template.Parameters = { Open: { Type: 'String' }, Hidden: { Type: 'String', NoEcho: true }, Default: { Type: 'String', NoEcho: true, Default: VALUE } };
    add(template, 'Probe', type, holding(path, value, key));
  };
  return { kind, name: `${type} ${path}${name}`, app: 'events', right: put(right), breaks: put(wrong) };
}

const DYNAMIC = '{{resolve:secretsmanager:shop}}';

const inProperties = linesOf(secretProperties()).flatMap((line) => [
  placed('secret in a property', line, DYNAMIC, VALUE),
  placed('secret in a property', line, DYNAMIC, { Ref: 'Open' }, undefined, ' by a parameter'),
  placed('secret in a property', line, DYNAMIC, { Ref: 'Default' }, undefined, ' by a default'),
]);

const SHORT_NAMES = ['API_KEY', 'DB_PASSWORD', 'DBPASS', 'DB_PW', 'OPENAI_KEY', 'GITHUB_PAT', 'SMTP_AUTH', 'ENC_KEY', 'clientSecret'];

const inVariables = linesOf(environmentMaps()).flatMap((line, index) => [
  placed('secret in a variable', line, 'true', VALUE, SHORT_NAMES[index % SHORT_NAMES.length]),
  placed('secret in a variable', line, 'true', TOKEN, 'SETTING', ' by its format'),
  placed('secret in a variable', line, 'true', 'postgres://shop:xK83jd92kslQ@db.example.com/shop', 'DATABASE_URL', ' in an address'),
]);

const inTexts = linesOf(embeddedTexts()).flatMap((line) => [
  placed('secret in a text', line, 'token = read()', `token = "${TOKEN}"`),
  placed('secret in a text', line, 'token = read()', { 'Fn::Join': ['', ['token = "', TOKEN, '"']] }, undefined, ' joined'),
  placed('secret in a text', line, 'token = read()', { 'Fn::Sub': `region=\${AWS::Region} token=${TOKEN}` }, undefined, ' by Fn::Sub'),
]);

/** Names of secrets, as people abbreviate them. */
const NAMES = [
  'PASSWORD', 'PASSWD', 'PASS', 'PWD', 'PW', 'SECRET', 'TOKEN', 'APIKEY', 'API_KEY', 'APP_KEY', 'DBPASS', 'DB_PASS', 'DB_PW', 'DBPW', 'DB_PWD', 'DBPWD', 'PGPASSWORD', 'PGPASS',
  'MYSQL_PWD', 'REDIS_AUTH', 'REDISCLI_AUTH', 'SMTP_AUTH', 'SMTP_PASS', 'SMTPPASS', 'OPENAI_KEY', 'ANTHROPIC_KEY', 'STRIPE_KEY', 'STRIPE_SK', 'SENDGRID_KEY', 'TWILIO_KEY', 'MAILGUN_KEY',
  'GITHUB_PAT', 'GH_PAT', 'GH_TOKEN', 'AZURE_PAT', 'NPM_TOKEN', 'JWT_SECRET', 'JWT_KEY', 'SIGNING_KEY', 'SESSION_KEY', 'SESSION_SECRET', 'COOKIE_KEY', 'ENC_KEY', 'ENCRYPTION_KEY', 'AES_KEY',
  'HMAC_KEY', 'PRIVATE_KEY', 'PRIVKEY', 'SSH_KEY', 'MASTER_KEY', 'ROOT_PW', 'ADMIN_PW', 'ADMINPASS', 'adminPw', 'dbPassword', 'apiKey', 'authToken', 'access_key', 'SecretAccessKey',
  'WEBHOOK_SECRET', 'SLACK_TOKEN', 'BOT_TOKEN', 'TELEGRAM_TOKEN', 'CREDENTIALS', 'CRED', 'DB_CREDS', 'LICENSE_KEY', 'PASSPHRASE', 'PEPPER', 'SALT_SECRET', 'OTP_SEED', 'TOTP_SECRET',
  'MNEMONIC', 'SEED_PHRASE', 'SAS_TOKEN', 'CONN_STR', 'CONNECTION_STRING', 'BASIC_AUTH', 'PROXY_AUTH', 'BEARER', 'KEYSTORE_PASS', 'TRUSTSTORE_PASSWORD', 'SSL_KEY_PASS', 'VAULT_TOKEN',
];

const names = mutations('name of a secret', 'events', Object.fromEntries(NAMES.map((name) => [name, (template) => {
  the(template, 'AWS::Lambda::Function').Environment.Variables[name] = 'hunter22';
}])));

const formats = mutations('format of a token', 'events', Object.fromEntries([...tableOf(TOKEN_FORMATS)].flatMap(([id, [, pattern]]) => {
  const [token] = fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { seed: 7, numRuns: 1 });
  return [
    [`${id} in a variable`, (template) => { the(template, 'AWS::Lambda::Function').Environment.Variables.SETTING = token; }],
    [`${id} in inline code`, (template) => { the(template, 'AWS::Lambda::Function').Code = { ZipFile: `const client = connect('${token}');` }; }],
  ] as [string, Mutation['breaks']][];
})));

const elsewhere = [
  ...mutations('secret elsewhere', 'rest', {
    'stage variable': (template) => { the(template, 'AWS::ApiGateway::Stage').Variables = { apiKey: VALUE }; },
    'stage variable of a deployment': (template) => { the(template, 'AWS::ApiGateway::Deployment').StageDescription = { Variables: { dbPassword: VALUE } }; },
    'header of an integration': (template) => { the(template, 'AWS::ApiGateway::Method').Integration.RequestParameters['integration.request.header.X-Api-Key'] = `'${VALUE}'`; },
    'authorization header of an integration': (template) => { the(template, 'AWS::ApiGateway::Method').Integration.RequestParameters['integration.request.header.Authorization'] = "'Bearer 12345678abc'"; },
    'query string of an integration': (template) => { the(template, 'AWS::ApiGateway::Method').Integration.RequestParameters['integration.request.querystring.api_key'] = `'${VALUE}'`; },
    'mapping template': (template) => { the(template, 'AWS::ApiGateway::Method').Integration.RequestTemplates['application/json'] = `{"password": "${VALUE}"}`; },
    'OpenAPI integration': (template) => add(template, 'Other', 'AWS::ApiGateway::RestApi', { Body: { paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'HTTP', uri: 'https://a.example.com', requestParameters: { 'integration.request.header.x-api-key': `'${VALUE}'` } } } } } } }),
  }),
  ...mutations('secret elsewhere', 'http', {
    'stage variable of an HTTP API': (template) => { the(template, 'AWS::ApiGatewayV2::Stage').StageVariables = { API_KEY: VALUE }; },
    'header of an HTTP API': (template) => add(template, 'Back', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://a.example.com', RequestParameters: { 'append:header.x-api-key': VALUE } }),
    'authorization header of an HTTP API': (template) => add(template, 'Back', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://a.example.com', RequestParameters: { 'overwrite:header.Authorization': 'Basic c2hvcDpzZWNyZXQ=' } }),
  }),
  ...mutations('secret elsewhere', 'store', {
    'header of an origin': (template) => { the(template, 'AWS::CloudFront::Distribution').DistributionConfig.Origins[0].OriginCustomHeaders = [{ HeaderName: 'X-Origin-Secret', HeaderValue: VALUE }]; },
    'plaintext variable of a build': (template) => { the(template, 'AWS::CodeBuild::Project').Environment.EnvironmentVariables = [{ Name: 'NPM_TOKEN', Value: VALUE }]; },
    'variable of a build specification': (template) => { the(template, 'AWS::CodeBuild::Project').Source.BuildSpec = `version: 0.2\nenv:\n  variables:\n    DB_PASSWORD: ${VALUE}\n`; },
    'variable of a build specification, JSON': (template) => { the(template, 'AWS::CodeBuild::Project').Source.BuildSpec = `{"version":"0.2","env":{"variables":{"API_KEY":"${VALUE}"}}}`; },
    'command of a build': (template) => { the(template, 'AWS::CodeBuild::Project').Source.BuildSpec = `version: 0.2\nphases:\n  build:\n    commands:\n      - export DB_PASSWORD=${VALUE}\n`; },
    'assignment in user data': (template) => add(template, 'Host', 'AWS::EC2::Instance', { UserData: { 'Fn::Base64': `#!/bin/sh\nexport DB_PASSWORD=${VALUE}\n./start\n` } }),
    'assignment in inline code': (template) => { the(template, 'AWS::Lambda::Function').Code = { ZipFile: `DB_PASSWORD = "${VALUE}"\ndef handler(event, context): pass` }; },
    'member in inline code': (template) => { the(template, 'AWS::Lambda::Function').Code = { ZipFile: `exports.handler = () => connect({ user: 'shop', password: '${VALUE}' });` }; },
    'address in inline code': (template) => { the(template, 'AWS::Lambda::Function').Code = { ZipFile: "connect('postgres://shop:xK83jd92kslQ@db.example.com/shop');" }; },
    'output by NoEcho': (template) => { template.Parameters = { Token: { Type: 'String', NoEcho: true } }; template.Outputs = { Shown: { Value: { Ref: 'Token' } } }; },
    'output by NoEcho, in a text': (template) => { template.Parameters = { Pw: { Type: 'String', NoEcho: true } }; template.Outputs = { Shown: { Value: { 'Fn::Sub': 'postgres://shop:${Pw}@db/shop' } } }; },
    'output of a written secret': (template) => { template.Outputs = { ApiKey: { Value: VALUE } }; },
    'output of a token': (template) => { template.Outputs = { Setting: { Value: TOKEN } }; },
    'output of a secret': (template) => { add(template, 'Secret', 'AWS::SecretsManager::Secret', { GenerateSecretString: {} }); template.Outputs = { Shown: { Value: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}}}' } } }; },
    'SecretString': (template) => add(template, 'Secret', 'AWS::SecretsManager::Secret', { SecretString: VALUE }),
    'member of SecretString': (template) => add(template, 'Secret', 'AWS::SecretsManager::Secret', { SecretString: `{"user":"shop","password":"${VALUE}"}` }),
    'parameter of Systems Manager': (template) => add(template, 'Parameter', 'AWS::SSM::Parameter', { Name: '/shop/db-password', Type: 'String', Value: VALUE }),
    'header of a connection': (template) => add(template, 'Connection', 'AWS::Events::Connection', { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: VALUE } } }),
    'custom resource': (template) => add(template, 'Custom', 'Custom::Thing', { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:thing', DbPassword: VALUE }),
    'custom resource, nested': (template) => add(template, 'Custom', 'AWS::CloudFormation::CustomResource', { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:thing', Settings: { ApiKey: VALUE } }),
    'custom resource, by its format': (template) => add(template, 'Custom', 'Custom::Thing', { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:thing', Setting: TOKEN }),
    'custom resource, by NoEcho with a default': (template) => { template.Parameters = { Pw: { Type: 'String', NoEcho: true, Default: VALUE } }; add(template, 'Custom', 'Custom::Thing', { ServiceToken: 'x', Password: { Ref: 'Pw' } }); },
    'parameter of a nested stack': (template) => add(template, 'Nested', 'AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/a.json', Parameters: { DbPassword: VALUE } }),
    'default of a parameter': (template) => { template.Parameters = { DbPassword: { Type: 'String', Default: VALUE } }; the(template, 'AWS::Lambda::Function').Environment.Variables.DB_PASSWORD = { Ref: 'DbPassword' }; },
  }),
  ...mutations('secret elsewhere', 'machine', {
    'member of a definition': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check.Parameters.Payload = { apiKey: VALUE }; },
    'header of a definition': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check.Parameters = { Headers: { Authorization: 'Bearer 12345678abc' } }; },
    'result of a pass': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check = { Type: 'Pass', Result: { password: VALUE }, End: true }; },
    'text of a definition': (template) => { Object.assign(the(template, 'AWS::StepFunctions::StateMachine'), { Definition: undefined, DefinitionString: `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"dbPassword":"${VALUE}"},"End":true}}}` }); },
    'JSONata assignment': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check.Assign = { token: VALUE }; },
  }),
  ...mutations('secret elsewhere', 'events', {
    'input of a rule': (template) => { the(template, 'AWS::Events::Rule').Targets[0].Input = `{"password":"${VALUE}"}`; },
    'transformer of a rule': (template) => { the(template, 'AWS::Events::Rule').Targets[0].InputTransformer = { InputTemplate: `{"apiKey":"${VALUE}"}` }; },
    'header of a target': (template) => { the(template, 'AWS::Events::Rule').Targets[0].HttpParameters = { HeaderParameters: { 'x-api-key': VALUE } }; },
    'query string of a target': (template) => { the(template, 'AWS::Events::Rule').Targets[0].HttpParameters = { QueryStringParameters: { token: VALUE } }; },
    'input of a schedule': (template) => { the(template, 'AWS::Scheduler::Schedule').Target.Input = `{"token":"${VALUE}"}`; },
    'header of a pipe': (template) => { the(template, 'AWS::Pipes::Pipe').TargetParameters = { HttpParameters: { HeaderParameters: { Authorization: 'Bearer 12345678abc' } } }; },
  }),
  ...mutations('secret in another text', 'events', {
    'tag': (template) => { the(template, 'AWS::Lambda::Function').Tags = [{ Key: 'deploy', Value: TOKEN }]; },
    'description': (template) => { the(template, 'AWS::Lambda::Function').Description = `log in with password=${VALUE}`; },
    'option of a container': (template) => add(template, 'Task', 'AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Command: ['app', `--db-password=${VALUE}`] }] }),
    'option of a job': (template) => add(template, 'Job', 'AWS::Batch::JobDefinition', { ContainerProperties: { Command: ['run', '--token', VALUE] } }),
    'check of a container': (template) => add(template, 'Task', 'AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ HealthCheck: { Command: ['CMD', `http://admin:${VALUE}@localhost/`] } }] }),
    'address of a subscriber': (template) => add(template, 'Hook', 'AWS::SNS::Subscription', { Protocol: 'https', Endpoint: `https://hooks.example.com/a?api_key=${VALUE}` }),
    'file of metadata': (template) => add(template, 'Host', 'AWS::EC2::Instance', {}, { Metadata: { 'AWS::CloudFormation::Init': { config: { files: { '/etc/app': { content: `db_password=${VALUE}` } } } } } }),
    'user data in base64': (template) => add(template, 'Host', 'AWS::EC2::Instance', { UserData: Buffer.from(`#!/bin/sh\nexport DB_PASSWORD=${VALUE}\n`).toString('base64') }),
    'authorization in a program': (template) => add(template, 'Gate', 'AWS::CloudFront::Function', { FunctionCode: "function handler(event) { return event.auth === 'Basic c2hvcDpzZWNyZXQ='; }" }),
    'header of a listener': (template) => add(template, 'Rule2', 'AWS::ElasticLoadBalancingV2::ListenerRule', { Conditions: [{ HttpHeaderConfig: { HttpHeaderName: 'X-Origin-Verify', Values: [VALUE] } }] }),
    'header of a connection, by its flag': (template) => add(template, 'Connection', 'AWS::Events::Connection', { AuthParameters: { InvocationHttpParameters: { HeaderParameters: [{ Key: 'X-Shop', Value: VALUE, IsValueSecret: true }] } } }),
    'command of a document': (template) => add(template, 'Doc', 'AWS::SSM::Document', { Content: { mainSteps: [{ inputs: { runCommand: [`export DB_PASSWORD=${VALUE}`] } }] } }),
    'configuration of an app': (template) => add(template, 'Config', 'AWS::AppConfig::HostedConfigurationVersion', { Content: `{"db":{"password":"${VALUE}"}}` }),
    'parameter of a set of stacks': (template) => add(template, 'Set', 'AWS::CloudFormation::StackSet', { Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: VALUE }] }),
  }),
  ...mutations('secret elsewhere', 'sam', {
    'variable of SAM': (template) => { template.Resources.Fn.Properties.Environment.Variables.DB_PASSWORD = VALUE; },
    'variable of Globals': (template) => { template.Globals = { Function: { Environment: { Variables: { API_KEY: VALUE } } } }; },
    'inline code of SAM': (template) => { delete template.Resources.Fn.Properties.CodeUri; template.Resources.Fn.Properties.InlineCode = `const key = '${TOKEN}';`; },
    'stage variable of SAM': (template) => { template.Resources.Api.Properties.Variables = { apiKey: VALUE }; },
  }),
];

export const SECRETS: readonly Mutation[] = [...inProperties, ...inVariables, ...inTexts, ...names, ...formats, ...elsewhere];
