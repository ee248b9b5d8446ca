import { repair, Repairs, repairs, template } from './repair';
import { everyMode, guarded, policy, WRAPPER } from '../../runtime-protection/rules/guarded';

const VARIABLES = 'Fn.Properties.Environment.Variables';
const POLICY = `${VARIABLES}.SEC3_RUNTIME_POLICY`;
const LAYER = 'arn:aws:lambda:eu-west-1:111111111111:layer:guard:1';
const fn = (properties: object) => template({ Fn: ['AWS::Lambda::Function', { Runtime: 'nodejs24.x', Code: { ZipFile: '' }, ...properties }] });

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
const ALLOWED = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE };
const allowing = (statement: object, role: object = {}) => template({
  Fn: ['AWS::Lambda::Function', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
  Role: ['AWS::IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ ...ALLOWED, ...statement }] } }], ...role }],
});

const trusting = (...Service: string[]) => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }] } });
const ofService = (statement: object, role: object = {}) => template({
  Role: ['AWS::IAM::Role', { ...trusting('states.amazonaws.com'), Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ ...ALLOWED, ...statement }] } }], ...role }],
});

const inVpc = (egress: object[]) => template({
  Fn: ['AWS::Lambda::Function', { Runtime: 'nodejs24.x', VpcConfig: { SubnetIds: [{ Ref: 'Subnet' }], SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }] } }],
  Group: ['AWS::EC2::SecurityGroup', { SecurityGroupEgress: egress }],
  Subnet: ['AWS::EC2::Subnet'],
  Table: ['AWS::EC2::RouteTable'],
  Association: ['AWS::EC2::SubnetRouteTableAssociation', { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } }],
  Route: ['AWS::EC2::Route', { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }],
});
const EGRESS = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: 'pl-1' }];

export const RUNTIME_PROTECTION: Repairs = {
  ...repairs('RuntimeVariablesSafe', { 'Fn.Properties.Environment': undefined }, {
    'not-verified': fn({ Environment: { Variables: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } } }),
    'debugger': fn({ Environment: { Variables: { NODE_OPTIONS: '--inspect' } } }),
    'loads-writable': fn({ Environment: { Variables: { PYTHONPATH: '/tmp' } } }),
    'other-endpoint': fn({ Environment: { Variables: { AWS_ENDPOINT_URL: 'https://example.com' } } }),
  }),
  'RuntimeSupported deprecated': repair(fn({ Runtime: 'nodejs12.x' }), { 'Fn.Properties.Runtime': 'nodejs24.x' }),
  'RuntimeProtected not-protected': repair(fn({}), {
    'Fn.Properties.Layers': [LAYER],
    [`${VARIABLES}.AWS_LAMBDA_EXEC_WRAPPER`]: WRAPPER,
    [POLICY]: policy(),
  }),
  'RuntimeProtected unsupported-runtime': repair(guarded(policy(), { Runtime: 'python3.11' }), { 'Fn.Properties.Runtime': 'python3.14' }),
  'RuntimeProtectionEnforces alert-only': repair(guarded(policy(everyMode('alert'))), { [POLICY]: policy() }),
  'RuntimeProtectionEnforces allows-everything': repair(guarded(policy(everyMode('allow'))), { [POLICY]: policy() }),
  'RuntimePolicyValid missing': repair(guarded({ Ref: 'AWS::NoValue' }), { [POLICY]: policy() }),
  'RuntimePolicyValid invalid': repair(guarded('{}'), { [POLICY]: policy() }),
  'WrapperNotOverridden overridden': repair(guarded(policy(), { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/other', SEC3_RUNTIME_POLICY: policy() } } }), {
    [`${VARIABLES}.AWS_LAMBDA_EXEC_WRAPPER`]: WRAPPER,
    [`${VARIABLES}.SEC3_CHAINED_WRAPPER`]: '/opt/other',
  }),
  'WrapperNotOverridden not-started': repair(guarded(policy(), { Environment: { Variables: { SEC3_RUNTIME_POLICY: policy() } } }), { [`${VARIABLES}.AWS_LAMBDA_EXEC_WRAPPER`]: WRAPPER }),
  'WrapperNotOverridden loads-code': repair(
    guarded(policy(), { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, SEC3_RUNTIME_POLICY: policy(), NODE_OPTIONS: '--require /opt/other.js' } } }),
    { [`${VARIABLES}.NODE_OPTIONS`]: undefined },
  ),
  'WrapperNotOverridden no-layer': repair(guarded(policy(), { Layers: [] }), { 'Fn.Properties.Layers': [LAYER] }),
  'EgressLimited every-host': repair(guarded(policy({ network: 'allow' })), { [POLICY]: policy() }),
  'EgressLimited every-address-allowed': repair(guarded(policy({}, { allowedHosts: ['0.0.0.0/0'] })), { [POLICY]: policy() }),
  'EgressLimited open-security-group': repair(inVpc([{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]), { 'Group.Properties': { SecurityGroupEgress: EGRESS } }, 'security groups name destinations'),
  ...repairs('FunctionRoleLeastPrivilege', { 'Role.Properties': { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [ALLOWED] } }] } }, {
    'every-action': allowing({ Action: '*' }),
    'every-action-of-service': allowing({ Action: 'dynamodb:*' }),
    'allow-by-exception': allowing({ Action: undefined, NotAction: 'iam:*' }),
    'every-resource': allowing({ Resource: '*' }),
    'any-account': allowing({ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/orders' }),
    'permissions-by-pattern': allowing({ Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::111122223333:role/app-*' }),
    'changes-itself': allowing({ Action: 'lambda:UpdateFunctionCode', Resource: { 'Fn::GetAtt': ['Fn', 'Arn'] } }),
    'account-permissions': allowing({ Action: 'logs:PutResourcePolicy', Resource: '*' }),
    'broad-managed-policy': allowing({}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
  }),
  'FunctionConcurrencyBounded unbounded': repair(fn({}), { 'Fn.Properties.ReservedConcurrentExecutions': 10 }),
  'RuntimeSupported pinned': repair(fn({ RuntimeManagementConfig: { UpdateRuntimeOn: 'Manual' } }), { 'Fn.Properties.RuntimeManagementConfig.UpdateRuntimeOn': 'Auto' }),
  'RuntimeProtectionEnforces named-not-blocked': repair(guarded(policy({ childProcess: 'alert' })), { [POLICY]: policy() }),
  'RuntimeProtectionEnforces runs-degraded': repair(guarded(policy({}, { onDegraded: 'warn' })), { [POLICY]: policy() }),
  'EgressLimited whole-domain': repair(guarded(policy({}, { allowedHosts: ['*.com'] })), { [POLICY]: policy() }),
  'FunctionRoleForFunctionAlone shared': repair(template({ Role: ['AWS::IAM::Role', trusting('lambda.amazonaws.com', 'ec2.amazonaws.com')] }), {
    'Role.Properties.AssumeRolePolicyDocument': trusting('lambda.amazonaws.com').AssumeRolePolicyDocument,
  }),
  ...repairs('ServiceRoleLeastPrivilege', { 'Role.Properties.Policies': [{ PolicyName: 'p', PolicyDocument: { Statement: [ALLOWED] } }], 'Role.Properties.ManagedPolicyArns': undefined }, {
    'every-action': ofService({ Action: '*' }),
    'every-action-of-service': ofService({ Action: 'dynamodb:*' }),
    'allow-by-exception': ofService({ Action: undefined, NotAction: 'iam:*' }),
    'every-resource': ofService({ Resource: '*' }),
    'any-account': ofService({ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/orders' }),
    'permissions-by-pattern': ofService({ Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::111122223333:role/app-*' }),
    'account-permissions': ofService({ Action: 'ecr:PutRegistryPolicy', Resource: '*' }),
    'broad-managed-policy': ofService({}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
  }, 'Write a policy for this service only'),
  'ServiceRoleLeastPrivilege topics-of-others': repair(
    template({
      Rule: ['AWS::IoT::TopicRule', {}],
      It: ['AWS::IoT::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iot:Publish', Resource: 'arn:aws:iot:eu-west-1:111122223333:topic/orders/*' }] } }],
    }),
    { 'It.Properties.PolicyDocument.Statement.0.Resource': 'arn:aws:iot:eu-west-1:111122223333:topic/orders/${iot:ClientId}' },
    'ARNs in Resource, of devices with ${iot:Connection.Thing.ThingName}',
  ),
  'ServiceRoleLeastPrivilege data-of-others': repair(
    template({
      Role: ['AWS::IAM::Role', {
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'cognito-identity.amazonaws.com' } }] },
        Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/*' }] } }],
      }],
    }),
    { 'Role.Properties.Policies.0.PolicyDocument.Statement.0.Resource': 'arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:sub}/*' },
    'of users with ${cognito-identity.amazonaws.com:sub}',
  ),
  'RoleActionsNamed part-of-name': repair(ofService({ Action: 's3:Put*' }), {
    'Role.Properties.Policies': [{ PolicyName: 'p', PolicyDocument: { Statement: [{ ...ALLOWED, Action: 's3:PutObject' }] } }],
  }),
};
