/** Mistakes in types that no function is part of: commands, variables of programs, shared resources, data of users, and security services that are silenced. */
import { commandProperties, environmentMaps } from '../../../../lib/aws/properties';
import type { Table } from '../../../../lib/aws/table';
import { holding } from '../../../gate/holding';
import { add, Mutation, mutations, Template } from '../mutation';

const placesOf = (table: Table) => [...table].flatMap(([type, paths]) => paths.map((path) => [type, path] as const)).filter(([type]) => type !== 'AWS::Lambda::Function');
const probe = (type: string, properties: object) => (template: Template) => add(template, 'Probe', type, properties);
const pair = (name: string, type: string, right: object, wrong: object) => [name, { right: probe(type, right), breaks: probe(type, wrong) }] as const;

/** A command in the form that a property takes. */
const command = (path: string, text: string) => (path.endsWith('*') || /(?:Build|Start)Command$|ExecArgs$/.test(path) ? text : ['sh', '-c', text]);

const commands = mutations('command of any type', 'store', Object.fromEntries(placesOf(commandProperties()).flatMap(([type, path]) => Object.entries({
  'a script from elsewhere': 'curl -s https://example.com/i.sh | bash',
  'a package without a version': 'pip install example',
  'a secret': 'app --db-password=hunter22xyz',
  'an index without TLS': 'npm config set strict-ssl false',
}).map(([name, text]) => pair(`${name}: ${type} ${path}`, type, holding(path, command(path, 'npm ci')), holding(path, command(path, text)))))));

const variables = mutations('variable of a program of any type', 'store', Object.fromEntries(placesOf(environmentMaps()).flatMap(([type, path]) => Object.entries({
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  GIT_SSL_NO_VERIFY: 'true',
  DB_SSL_VERIFY: 'false',
  DISABLE_TLS: '1',
  NODE_OPTIONS: '--inspect',
  AWS_ENDPOINT_URL: 'http://proxy.example.com',
  DATABASE_URL: 'postgresql://db.example.com/orders?sslmode=disable',
  DSN: 'host=db.example.com sslmode=disable',
}).map(([name, value]) => pair(`${name}: ${type} ${path}`, type, holding(path, 'x', 'STAGE'), holding(path, value, name))))));

const users = mutations('data of other users of an identity pool', 'store', Object.fromEntries(([
  ['s3:PutObject', 'arn:aws:s3:::uploads/*'],
  ['s3:DeleteObject', 'arn:aws:s3:::uploads/users/*'],
  ['s3:PutObjectAcl', 'arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:aud}/*'],
  ['dynamodb:PutItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'],
  ['dynamodb:UpdateItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'],
  ['dynamodb:BatchWriteItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'],
] as const).map(([Action, Resource]) => {
  const role = (at: string) => ({
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'cognito-identity.amazonaws.com' }, Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:a' } } }],
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: at }] } }],
  });
  return pair(`${Action} ${Resource}`, 'AWS::IAM::Role', role('arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:sub}/*'), role(Resource));
})));

const pattern = (source: string, detail: object) => ({ EventPattern: { source: [source], detail } });
const filter = (Criterion: object) => ({ Action: 'ARCHIVE', FindingCriteria: { Criterion } });
const archived = (...properties: string[]) => ({ ArchiveRules: [{ RuleName: 'r', Filter: properties.map((Property) => ({ Property, Eq: ['x'] })) }] });
const automated = (...names: string[]) => ({
  Criteria: Object.fromEntries(names.map((name) => [name, [{ Comparison: 'EQUALS', Value: 'x' }]])), Actions: [{ FindingFieldsUpdate: { Workflow: { Status: 'SUPPRESSED' } } }],
});

const silenced = mutations('security service that is silenced', 'store', Object.fromEntries([
  pair('detector', 'AWS::GuardDuty::Detector', { Enable: true }, { Enable: false }),
  pair('protection of functions', 'AWS::GuardDuty::Detector', { Enable: true }, { Enable: true, Features: [{ Name: 'LAMBDA_NETWORK_LOGS', Status: 'DISABLED' }] }),
  pair('session', 'AWS::Macie::Session', { Status: 'ENABLED' }, { Status: 'PAUSED' }),
  pair('trail', 'AWS::CloudTrail::Trail', { IsLogging: true }, { IsLogging: false }),
  ...['severity', 'accountId', 'region'].map((name) => pair(`filter by ${name}`, 'AWS::GuardDuty::Filter', filter({ type: { Eq: ['x'] } }), filter({ [name]: { Eq: ['x'] } }))),
  ...['ProductName', 'SeverityLabel', 'AwsAccountId'].map((name) => pair(`automation by ${name}`, 'AWS::SecurityHub::AutomationRule', automated(name, 'ResourceId'), automated(name))),
  ...['isPublic', 'resourceType', 'status'].map((name) => pair(`archive by ${name}`, 'AWS::AccessAnalyzer::Analyzer', archived(name, 'resource'), archived(name))),
  pair('severities of GuardDuty', 'AWS::Events::Rule', pattern('aws.guardduty', { severity: [{ numeric: ['>=', 7] }] }), pattern('aws.guardduty', { severity: [{ numeric: ['>', 10] }] })),
  pair('severities of Inspector', 'AWS::Events::Rule', pattern('aws.inspector2', { severity: ['HIGH'] }), pattern('aws.inspector2', { severity: ['High'] })),
  pair('severities of Security Hub', 'AWS::Events::Rule', pattern('aws.securityhub', { findings: { Severity: { Label: ['HIGH'] } } }), pattern('aws.securityhub', { findings: { Severity: { Label: ['LOW'] } } })),
]));

const certificates = (Condition?: object) => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'rolesanywhere.amazonaws.com' }, Condition }] } });
const NAMED = certificates({ StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'build' } });

const holders = mutations('certificates that may assume a role', 'store', Object.fromEntries([
  pair('no condition', 'AWS::IAM::Role', NAMED, certificates()),
  ...['StringEqualsIfExists', 'ForAllValues:StringEquals', 'StringNotEquals', 'StringNotLike'].map((operator) =>
    pair(operator, 'AWS::IAM::Role', NAMED, certificates({ [operator]: { 'aws:PrincipalTag/x509Subject/CN': 'build' } }))),
]));

export const EVERYWHERE: readonly Mutation[] = [...commands, ...variables, ...users, ...silenced, ...holders];
