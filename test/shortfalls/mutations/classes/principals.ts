/** Principals with access: resource policies of each type, permissions, trust, keys, guests, load balancers. */
import { webAclCounts } from './web-acls';
import { resourcePolicies } from '../../../../lib/aws/properties';
import { namesPrincipals, UNJUDGED_POLICIES } from '../../../../lib/inbound-events/template/resource-policies';
import { holding } from '../../../gate/holding';
import { arnOf, permission } from '../functions';
import { add, Mutation, mutations, the } from '../mutation';

const FOREIGN = '999999999999';

/** Statements that are too wide, by the reason. */
const WIDE: { readonly [name: string]: object } = {
  'everyone': { Principal: '*' },
  'everyone of AWS': { Principal: { AWS: '*' } },
  'everyone in a list': { Principal: { AWS: ['arn:aws:iam::111111111111:role/shop', '*'] } },
  'everyone but one': { NotPrincipal: { AWS: 'arn:aws:iam::111111111111:role/blocked' } },
  'any account': { Principal: '*', Condition: { StringLike: { 'aws:PrincipalAccount': '*' } } },
  'any role': { Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } } },
  'own tags': { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'shop' } } },
  'any address': { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } } },
  'if it exists': { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111111111111' } } },
  'any organization': { Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } },
  'all but an action': { Principal: { AWS: 'arn:aws:iam::111111111111:role/shop' }, Action: undefined, NotAction: 'x:Delete' },
  'every action': { Principal: { AWS: 'arn:aws:iam::111111111111:role/shop' }, Action: '*' },
  'a foreign account': { Principal: { AWS: `arn:aws:iam::${FOREIGN}:root` } },
  'a foreign account by number': { Principal: { AWS: FOREIGN } },
};

const NARROW = { Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/shop' } } };
const unjudged = new Set(Object.values(UNJUDGED_POLICIES).flat());

/** Returns the principal of a statement, for types that take a principal and no document. */
function principalOf(statement: any): unknown {
  const { Principal: principal } = statement;
  return typeof principal === 'string' ? principal : [principal?.AWS].flat().pop();
}

const policies = [...resourcePolicies()]
  .flatMap(([type, paths]) => paths.map((path) => ({ type, path })))
  .filter(({ type, path }) => !unjudged.has(`${type} ${path}`) && type !== 'AWS::ApiGateway::RestApi')
  .flatMap(({ type, path }) => Object.entries(WIDE).flatMap(([name, wide]): Mutation[] => {
    const isPrincipal = namesPrincipals(path);
    if (isPrincipal && !['everyone', 'a foreign account', 'a foreign account by number'].includes(name)) return [];
    const put = (who: object) => (template: any) => {
      const statement = { Effect: 'Allow', Action: 'x:Do', Resource: '*', ...who };
      const value = isPrincipal ? principalOf(who) : path === 'Statement' ? statement : { Statement: [statement] };
      add(template, 'Probe', type, holding(path, value));
    };
    return [{ kind: `policy for ${name}`, name: `${type} ${path}`, app: 'events', right: put(NARROW), breaks: put(wide) }];
  }));

const invoke = mutations('permission to invoke', 'events', {
  'everyone': (template) => { Object.assign(the(template, 'AWS::Lambda::Permission'), { Principal: '*', SourceAccount: undefined, SourceArn: undefined }); },
  'no source': (template) => { Object.assign(the(template, 'AWS::Lambda::Permission'), { SourceAccount: undefined, SourceArn: undefined }); },
  'any source': (template) => { Object.assign(the(template, 'AWS::Lambda::Permission'), { SourceAccount: undefined, SourceArn: 'arn:aws:sns:*:*:*' }); },
  'bucket without account': (template) => add(template, 'Extra', 'AWS::Lambda::Permission', { FunctionName: { Ref: 'Fn' }, Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::uploads' }),
  'foreign account': (template) => add(template, 'Extra', 'AWS::Lambda::Permission', { FunctionName: { Ref: 'Fn' }, Action: 'lambda:InvokeFunction', Principal: FOREIGN }),
  'foreign account, everything': (template) => add(template, 'Extra', 'AWS::Lambda::Permission', { FunctionName: { Ref: 'Fn' }, Action: 'lambda:*', Principal: FOREIGN }),
  'everything for a service': (template) => { the(template, 'AWS::Lambda::Permission').Action = 'lambda:*'; },
  'foreign source account': (template) => { Object.assign(the(template, 'AWS::Lambda::Permission'), { SourceAccount: FOREIGN, SourceArn: undefined }); },
  'public URL': (template) => add(template, 'Url', 'AWS::Lambda::Url', { TargetFunctionArn: arnOf('Fn'), AuthType: 'NONE' }),
  'API of any account': (template) => add(template, 'Extra', 'AWS::Lambda::Permission', { ...permission('Fn', 'apigateway', 'arn:aws:execute-api:*:*:*').Properties, SourceAccount: undefined }),
});

const sends = (Service: string, condition: object = {}) => (template: any) =>
  add(template, 'Sends', 'AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sqs:SendMessage', Resource: '*', ...condition }] } });

const senders = mutations('service for anyone', 'events', {
  's3': sends('s3.amazonaws.com'),
  'sns': sends('sns.amazonaws.com'),
  'any topic': sends('sns.amazonaws.com', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } } }),
  'if the source exists': sends('events.amazonaws.com', { Condition: { ArnEqualsIfExists: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:111111111111:rule/r' } } }),
  'over TLS': sends('ses.amazonaws.com', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  'list of a bucket': (template) => add(template, 'Uploads', 'AWS::S3::Bucket', { AccessControl: 'PublicReadWrite' }),
  'code of a function': (template) => add(template, 'Extra', 'AWS::Lambda::Permission', { FunctionName: { Ref: 'Fn' }, Action: 'lambda:UpdateFunctionCode', Principal: { Ref: 'AWS::AccountId' } }),
  'plain site': (template) => add(template, 'Url', 'AWS::Lambda::Url', { TargetFunctionArn: arnOf('Fn'), AuthType: 'AWS_IAM', Cors: { AllowOrigins: ['http://shop.example.com'] } }),
});

const statement = (template: any, type: string) => {
  const { AssumeRolePolicyDocument: trust } = the(template, type, ({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument !== undefined);
  return trust.Statement[0];
};

const trust = [
  ...mutations('trust policy', 'store', {
    'everyone': (template) => { statement(template, 'AWS::IAM::Role').Principal = '*'; },
    'foreign account': (template) => { statement(template, 'AWS::IAM::Role').Principal = { AWS: `arn:aws:iam::${FOREIGN}:root` }; },
    'foreign account by number': (template) => { statement(template, 'AWS::IAM::Role').Principal = { AWS: FOREIGN }; },
    'foreign user': (template) => { statement(template, 'AWS::IAM::Role').Principal = { AWS: `arn:aws:iam::${FOREIGN}:user/bob` }; },
    'any service': (template) => { statement(template, 'AWS::IAM::Role').Principal = { Service: '*' }; },
    'another service beside Lambda': (template) => { template.Resources.FnRole.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service = ['lambda.amazonaws.com', 'ec2.amazonaws.com']; },
    'everyone in the account beside Lambda': (template) => { template.Resources.FnRole.Properties.AssumeRolePolicyDocument.Statement.push({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } }); },
    'service without source': (template) => { delete template.Resources.BuildRole.Properties.AssumeRolePolicyDocument.Statement[0].Condition; template.Resources.BuildRole.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service = 'apigateway.amazonaws.com'; template.Resources.BuildRole.Properties.AssumeRolePolicyDocument.Statement.push({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }); },
  }),
  ...mutations('trust policy', 'identity', {
    'any repository of GitHub': (template) => { template.Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' }; },
    'a wildcard of GitHub': (template) => { template.Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement[0].Condition = { StringLike: { 'token.actions.githubusercontent.com:sub': '*' } }; },
    'any repository by a pattern': (template) => { template.Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement[0].Condition = { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } }; },
    'no condition': (template) => { delete template.Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement[0].Condition; },
    'any identity pool': (template) => { delete template.Resources.UserRole.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals; },
    'no condition on the pool': (template) => { delete template.Resources.UserRole.Properties.AssumeRolePolicyDocument.Statement[0].Condition; },
  }),
];

const account = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };
const key = (change: (statement: any, policy: any) => void) => (template: any) => {
  const policy = the(template, 'AWS::KMS::Key').KeyPolicy;
  change(policy.Statement[0], policy);
};

const keys = mutations('key policy', 'store', {
  'everyone': key((one) => { one.Principal = '*'; }),
  'everyone of AWS': key((one) => { one.Principal = { AWS: '*' }; }),
  'everyone but one': key((one) => { delete one.Principal; one.NotPrincipal = { AWS: account }; }),
  'foreign account': key((_, policy) => { policy.Statement.push({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: FOREIGN } }); }),
  'foreign role': key((_, policy) => { policy.Statement.push({ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${FOREIGN}:role/x` } }); }),
  'everyone by any service': key((_, policy) => { policy.Statement.push({ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: '*', Condition: { StringLike: { 'kms:ViaService': '*' } } }); }),
  'everyone by a service': key((_, policy) => { policy.Statement.push({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: '*', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }); }),
  'everyone by any account': key((_, policy) => { policy.Statement.push({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: '*', Condition: { StringLike: { 'kms:CallerAccount': '*' } } }); }),
});

const bucket = (who: object) => (template: any) => { the(template, 'AWS::S3::BucketPolicy').PolicyDocument.Statement[1] = { Effect: 'Deny', Action: 's3:GetObject', Principal: '*', Resource: { 'Fn::Sub': '${Bucket.Arn}/*' }, ...who }; };

const exceptions = [
  ...mutations('exception for everyone', 'store', {
    'any role': bucket({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } } }),
    'any role of the account': bucket({ Condition: { ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/*' } } } }),
    'anyone': bucket({ Condition: { StringNotLike: { 'aws:PrincipalArn': '*' } } }),
    'any user': bucket({ Condition: { StringNotLike: { 'aws:userId': '*' } } }),
    'everyone in a list': bucket({ Condition: { ArnNotLike: { 'aws:PrincipalArn': [arnOf('FnRole'), 'arn:aws:iam::111111111111:*'] } } }),
    'any account': bucket({ Condition: { StringNotLike: { 'aws:PrincipalAccount': '*' } } }),
    'any address': bucket({ Condition: { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }),
  }),
  ...mutations('exception for everyone', 'orders', Object.fromEntries(['arn:aws:iam::*:role/*', 'arn:aws:iam::111111111111:role/*', '*', 'arn:aws:iam::*', 'arn:aws:iam::*:*', 'arn:*:iam::*:role/*'].map((pattern) => [
    `secret, but for ${pattern}`, (template) => {
      const { ResourcePolicy: policy } = the(template, 'AWS::SecretsManager::ResourcePolicy');
      const deny = policy.Statement.find(({ Effect: effect, Condition: condition }: any) => effect === 'Deny' && JSON.stringify(condition).includes('PrincipalArn'));
      deny.Condition = { ArnNotLike: { 'aws:PrincipalArn': pattern } };
    },
  ]))),
];

const guests = mutations('guest of an identity pool', 'identity', Object.fromEntries([
  'execute-api:Invoke', 'appsync:GraphQL', 'lambda:InvokeFunction', 'dynamodb:PutItem', 's3:PutObject', 'sqs:SendMessage', 'iot:Publish', 'secretsmanager:GetSecretValue', '*',
].map((action) => [action, (template) => {
  the(template, 'AWS::Cognito::IdentityPool').AllowUnauthenticatedIdentities = true;
  const guest = structuredClone(template.Resources.UserRole);
  guest.Properties.AssumeRolePolicyDocument.Statement[0].Condition['ForAnyValue:StringLike'] = { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' };
  guest.Properties.Policies[0].PolicyDocument.Statement[0] = { Effect: 'Allow', Action: action, Resource: action.startsWith('execute') ? 'arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5/prod/GET/orders' : '*' };
  template.Resources.GuestRole = guest;
  the(template, 'AWS::Cognito::IdentityPoolRoleAttachment').Roles.unauthenticated = arnOf('GuestRole');
}])));

const classic = mutations('guest of an identity pool', 'identity', {
  'guests are let in': (template) => { the(template, 'AWS::Cognito::IdentityPool').AllowUnauthenticatedIdentities = true; },
  'classic flow': (template) => { the(template, 'AWS::Cognito::IdentityPool').AllowClassicFlow = true; the(template, 'AWS::Cognito::IdentityPool').AllowUnauthenticatedIdentities = true; },
  'everyone signs up': (template) => { the(template, 'AWS::Cognito::IdentityPoolRoleAttachment').Roles.unauthenticated = arnOf('UserRole'); the(template, 'AWS::Cognito::IdentityPool').AllowUnauthenticatedIdentities = true; },
});

const listener = (template: any) => template.Resources.Listener.Properties;

const balancers = mutations('load balancer', 'balancer', {
  'plain HTTP': (template) => { Object.assign(listener(template), { Protocol: 'HTTP', Port: 80, SslPolicy: undefined, Certificates: undefined, DefaultActions: listener(template).DefaultActions.slice(1) }); },
  'old TLS': (template) => { listener(template).SslPolicy = 'ELBSecurityPolicy-TLS-1-0-2015-04'; },
  'TLS 1.1': (template) => { listener(template).SslPolicy = 'ELBSecurityPolicy-TLS-1-1-2017-01'; },
  'default policy': (template) => { delete listener(template).SslPolicy; },
  'policy of 2016': (template) => { listener(template).SslPolicy = 'ELBSecurityPolicy-2016-08'; },
  'no authentication': (template) => { listener(template).DefaultActions = listener(template).DefaultActions.slice(1); },
  'unauthenticated requests pass': (template) => { listener(template).DefaultActions[0].AuthenticateOidcConfig.OnUnauthenticatedRequest = 'allow'; },
  'rule without authentication': (template) => add(template, 'Rule', 'AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: { Ref: 'Listener' }, Priority: 1, Conditions: [{ Field: 'path-pattern', Values: ['/a'] }], Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Target' } }] }),
  'no web ACL': (template) => { delete template.Resources.Association; },
  'web ACL that counts': (template) => { webAclCounts(template); },
  'redirect to HTTP': (template) => { template.Resources.Redirect.Properties.DefaultActions = [{ Type: 'forward', TargetGroupArn: { Ref: 'Target' } }]; },
  'unvalidated function': (template) => { template.Resources.Fn.Properties.Handler = 'index.handler'; },
  'Lattice without authentication': (template) => { the(template, 'AWS::VpcLattice::Service').AuthType = 'NONE'; },
  'Lattice by default': (template) => { delete the(template, 'AWS::VpcLattice::Service').AuthType; },
  'Lattice for everyone': (template) => { delete the(template, 'AWS::VpcLattice::AuthPolicy').Policy.Statement[0].Condition; },
  'Lattice by HTTP': (template) => { the(template, 'AWS::VpcLattice::Listener').Protocol = 'HTTP'; },
  'network of services without authentication': (template) => add(template, 'Network', 'AWS::VpcLattice::ServiceNetwork', { AuthType: 'NONE' }),
});

export const PRINCIPALS: readonly Mutation[] = [
  ...policies,
  ...invoke,
  ...senders,
  ...trust,
  ...keys,
  ...exceptions,
  ...guests,
  ...classic,
  ...balancers,
];
