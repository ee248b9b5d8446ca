/** Templates of any size. The name of each shape says what grows in it. */

interface Resources {
  readonly [logicalId: string]: { readonly Type: string; readonly [key: string]: unknown };
}

interface Template {
  readonly Resources: Resources;
  readonly [section: string]: unknown;
}

/** A shape of templates that can grow. */
export interface GrowthShape {
  /** The number of growing parts at the smallest measured size. */
  readonly base: number;
  readonly template: (n: number) => Template;
}

const ref = (name: string) => ({ Ref: name });
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const API = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } };
const CODE = { ZipFile: 'exports.handler = async () => ({})' };

/** Merges the resources that are made for each number from 0 to n-1. */
function times(n: number, make: (i: number) => Resources): Resources {
  return Object.assign({}, ...Array.from({ length: n }, (_, i) => make(i)));
}

function entries<T>(n: number, make: (i: number) => readonly [string, T]): { [key: string]: T } {
  return Object.fromEntries(Array.from({ length: n }, (_, i) => make(i)));
}

function list<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

function fn(roleName: string, properties: object = {}) {
  return { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: CODE, Role: arn(roleName), ...properties } };
}

function role(properties: object = {}) {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] }, ...properties } };
}

function policy(roles: readonly unknown[], statements: readonly unknown[]) {
  return { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'policy', Roles: roles, PolicyDocument: { Version: '2012-10-17', Statement: statements } } };
}

function allow(action: string | readonly string[], resource: unknown) {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

function method(resource: unknown, properties: object = {}) {
  const uri = { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' };
  const integration = { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri };
  return { Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: ref('Api'), ResourceId: resource, HttpMethod: 'POST', Integration: integration, ...properties } };
}

function apiResource(parent: unknown, part: string) {
  return { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: ref('Api'), ParentId: parent, PathPart: part } };
}

const ROOT = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };

const BEHIND_API = { Api: API, Fn: fn('Role'), Role: role() };

const BODY = { type: 'object', properties: { id: { type: 'string', maxLength: 36 }, items: { type: 'array', items: { type: 'string' } } } };

function watchOfReads(ids: readonly unknown[] | undefined, properties: object = {}) {
  const detail = { eventName: ['GetSecretValue'], ...(ids && { requestParameters: { secretId: ids } }) };
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { 'source': ['aws.secretsmanager'], 'detail-type': ['AWS API Call via CloudTrail'], detail },
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      Targets: [{ Id: 'Target', Arn: ref('Topic') }],
      ...properties,
    },
  };
}

const TRAIL = { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'trail' } }, Topic: { Type: 'AWS::SNS::Topic' } };

/** The shapes, by names that say what grows. */
export const GROWTH_SHAPES: { readonly [name: string]: GrowthShape } = {
  'functions, each with a role': {
    base: 60,
    template: (n) => ({
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue' },
        ...times(n, (i) => ({ [`Fn${i}`]: fn(`Role${i}`), [`Role${i}`]: role(), [`Policy${i}`]: policy([ref(`Role${i}`)], [allow('sqs:SendMessage', arn('Queue'))]) })),
      },
    }),
  },
  'functions that share a role, and its policies': {
    base: 60,
    template: (n) => ({
      Resources: { Role: role(), ...times(n, (i) => ({ [`Fn${i}`]: fn('Role'), [`Policy${i}`]: policy([ref('Role')], [allow('sqs:SendMessage', arn(`Queue${i}`))]), [`Queue${i}`]: { Type: 'AWS::SQS::Queue' } })) },
    }),
  },
  'functions that share a role with conditions': {
    base: 60,
    template: (n) => ({
      Parameters: { Stage: { Type: 'String' } },
      Conditions: { IsProd: { 'Fn::Equals': [ref('Stage'), 'prod'] } },
      Resources: {
        Role: role(),
        Policy: policy([ref('Role')], list(n, (i) => allow('sqs:SendMessage', { 'Fn::If': ['IsProd', `arn:aws:sqs:eu-west-1:111122223333:prod-${i}`, `arn:aws:sqs:eu-west-1:111122223333:test-${i}`] }))),
        ...times(n, (i) => ({ [`Fn${i}`]: fn('Role') })),
      },
    }),
  },
  'roles and policies with names': {
    base: 60,
    template: (n) => ({
      Resources: times(n, (i) => ({
        [`Fn${i}`]: fn(`Role${i}`),
        [`Role${i}`]: role({ RoleName: `role-${i}` }),
        [`Policy${i}`]: policy([`role-${i}`], [allow('sqs:SendMessage', `arn:aws:sqs:eu-west-1:111122223333:queue-${i}`)]),
      })),
    }),
  },
  'policies that let one role read secrets': {
    base: 240,
    template: (n) => ({ Resources: { Role: role(), ...times(n, (i) => ({ [`Policy${i}`]: policy([ref('Role')], [allow('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:111122223333:secret:app${i}*`)]) })) } }),
  },
  'statements of one policy': {
    base: 200,
    template: (n) => ({
      Resources: { Fn: fn('Role'), Role: role(), Policy: policy([ref('Role')], list(n, (i) => allow(['dynamodb:GetItem', 'dynamodb:PutItem'], `arn:aws:dynamodb:eu-west-1:111122223333:table/t${i}`))) },
    }),
  },
  'secrets, each with a rule of EventBridge': {
    base: 60,
    template: (n) => ({ Resources: { ...TRAIL, ...times(n, (i) => ({ [`Secret${i}`]: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: `secret-${i}` } }, [`Watch${i}`]: watchOfReads([ref(`Secret${i}`)]) })) } }),
  },
  'secrets with names, and rules on all of them': {
    base: 60,
    template: (n) => ({
      Resources: { ...TRAIL, ...times(n, (i) => ({ [`Secret${i}`]: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: `secret-${i}` } }, [`Watch${i}`]: watchOfReads(undefined, { State: 'ENABLED' }) })) },
    }),
  },
  'secrets, and outputs that resolve them': {
    base: 60,
    template: (n) => ({
      Resources: times(n, (i) => ({ [`Secret${i}`]: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: `secret-${i}` } } })),
      Outputs: entries(n, (i) => [`Output${i}`, { Value: `{{resolve:secretsmanager:other-${i}:SecretString:password}}` }]),
    }),
  },
  'methods, side by side': {
    base: 60,
    template: (n) => ({ Resources: { ...BEHIND_API, ...times(n, (i) => ({ [`Resource${i}`]: apiResource(ROOT, `part${i}`), [`Method${i}`]: method(ref(`Resource${i}`)) })) } }),
  },
  'methods, each a level deeper': {
    base: 40,
    template: (n) => ({
      Resources: {
        ...BEHIND_API,
        ...times(n, (i) => ({ [`Resource${i}`]: apiResource(i === 0 ? ROOT : ref(`Resource${i - 1}`), `part${i}`), [`Method${i}`]: method(ref(`Resource${i}`)) })),
      },
    }),
  },
  'APIs whose models have the same name': {
    base: 40,
    template: (n) => ({
      Resources: {
        Fn: fn('Role'),
        Role: role(),
        ...times(n, (i) => ({
          [`Api${i}`]: API,
          [`Model${i}`]: { Type: 'AWS::ApiGateway::Model', Properties: { Name: 'Order', RestApiId: ref(`Api${i}`), ContentType: 'application/json', Schema: BODY } },
          [`Method${i}`]: method({ 'Fn::GetAtt': [`Api${i}`, 'RootResourceId'] }, { RestApiId: ref(`Api${i}`), RequestModels: { 'application/json': 'Order' } }),
        })),
      },
    }),
  },
  'operations of an OpenAPI document': {
    base: 60,
    template: (n) => ({
      Resources: {
        ...BEHIND_API,
        Api: {
          Type: 'AWS::ApiGateway::RestApi',
          Properties: {
            Body: {
              openapi: '3.0.1',
              paths: entries(n, (i) => [
                `/orders${i}`,
                {
                  post: {
                    'requestBody': { content: { 'application/json': { schema: { $ref: `#/components/schemas/Order${i}` } } } },
                    'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: arn('Fn') },
                  },
                },
              ]),
              components: { schemas: entries(n, (i) => [`Order${i}`, BODY]) },
            },
          },
        },
      },
    }),
  },
  'resources with a condition each': {
    base: 60,
    template: (n) => ({
      Parameters: entries(n, (i) => [`Enable${i}`, { Type: 'String', Default: 'no' }]),
      Conditions: entries(n, (i) => [`Has${i}`, { 'Fn::Equals': [ref(`Enable${i}`), 'yes'] }]),
      Resources: {
        Role: role(),
        ...times(n, (i) => ({ [`Fn${i}`]: { ...fn('Role', { MemorySize: { 'Fn::If': [`Has${i}`, 1024, 128] } }), Condition: `Has${i}` }, [`Queue${i}`]: { Type: 'AWS::SQS::Queue', Condition: `Has${i}` } })),
      },
    }),
  },
  'parameters and variables': {
    base: 60,
    template: (n) => ({
      Parameters: entries(n, (i) => [`Value${i}`, { Type: 'String', Default: `value-${i}` }]),
      Resources: { Role: role(), ...times(n, (i) => ({ [`Fn${i}`]: fn('Role', { Environment: { Variables: { VALUE: ref(`Value${i}`), URL: { 'Fn::Sub': `https://\${Value${i}}.example.com` } } } }) })) },
    }),
  },
  'pieces of long texts': {
    base: 200,
    template: (n) => ({
      Resources: {
        Fn: fn('Role'),
        Role: role(),
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'policy',
            Roles: [ref('Role')],
            PolicyDocument: { 'Fn::Sub': JSON.stringify({ Statement: list(n, (i) => allow('dynamodb:GetItem', `arn:\${AWS::Partition}:dynamodb:eu-west-1:111122223333:table/t${i}`)) }) },
          },
        },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            RoleArn: arn('Role'),
            DefinitionString: { 'Fn::Join': ['', [...list(n, (i) => [`"State${i}":{"Type":"Task","Resource":"`, arn('Fn'), `","Next":"State${i + 1}"},`]).flat(), '{}']] },
          },
        },
      },
    }),
  },
  'queues, each with a function': {
    base: 60,
    template: (n) => ({
      Resources: {
        Role: role(),
        ...times(n, (i) => ({
          [`Queue${i}`]: { Type: 'AWS::SQS::Queue' },
          [`Fn${i}`]: fn('Role'),
          [`Mapping${i}`]: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: arn(`Queue${i}`), FunctionName: ref(`Fn${i}`) } },
          [`QueuePolicy${i}`]: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [ref(`Queue${i}`)], PolicyDocument: { Statement: [{ ...allow('sqs:SendMessage', arn(`Queue${i}`)), Principal: { Service: 'sns.amazonaws.com' } }] } } },
        })),
      },
    }),
  },
  'functions in a network, and rules of its security group': {
    base: 60,
    template: (n) => ({
      Resources: {
        Role: role(),
        Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'functions', SecurityGroupEgress: [{ IpProtocol: 'tcp', CidrIp: '10.0.0.0/16' }] } },
        Subnet: { Type: 'AWS::EC2::Subnet', Properties: { CidrBlock: '10.0.0.0/24' } },
        ...times(n, (i) => ({
          [`Fn${i}`]: fn('Role', { VpcConfig: { SecurityGroupIds: [ref('Group')], SubnetIds: [ref('Subnet')] } }),
          [`Egress${i}`]: { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: ref('Group'), IpProtocol: 'tcp', CidrIp: `10.0.${i % 256}.0/24`, FromPort: 443, ToPort: 443 } },
        })),
      },
    }),
  },
  'functions, custom resources and projects': {
    base: 60,
    template: (n) => ({
      Resources: {
        Role: role(),
        ...times(n, (i) => ({
          [`Fn${i}`]: fn('Role'),
          [`Call${i}`]: { Type: 'Custom::AWS', Properties: { ServiceToken: arn('Fn0'), Create: JSON.stringify({ service: 'SSM', action: 'getParameter', parameters: { Name: `n${i}` } }) } },
          [`Project${i}`]: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { Type: 'NO_SOURCE', BuildSpec: JSON.stringify({ phases: { build: { commands: ['npm test'] } } }) } } },
          [`Filter${i}`]: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: 'ERROR', LogGroupName: `/aws/lambda/f${i}` } },
        })),
      },
    }),
  },
  'routes of a WebSocket API': {
    base: 60,
    template: (n) => ({
      Resources: {
        Fn: fn('Role'),
        Role: role(),
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' } },
        ...times(n, (i) => ({
          [`Integration${i}`]: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: arn('Fn') } },
          [`Route${i}`]: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: ref('Api'), RouteKey: i === 0 ? '$connect' : `action${i}`, AuthorizationType: 'AWS_IAM', Target: { 'Fn::Sub': `integrations/\${Integration${i}}` } } },
        })),
      },
    }),
  },
  'functions of SAM, with events': {
    base: 40,
    template: (n) => ({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: times(n, (i) => ({
        [`Queue${i}`]: { Type: 'AWS::SQS::Queue' },
        [`Fn${i}`]: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            InlineCode: CODE.ZipFile,
            Policies: [{ SQSSendMessagePolicy: { QueueName: { 'Fn::GetAtt': [`Queue${i}`, 'QueueName'] } } }],
            Events: {
              Call: { Type: 'Api', Properties: { Path: `/orders${i}`, Method: 'post' } },
              Message: { Type: 'SQS', Properties: { Queue: arn(`Queue${i}`) } },
            },
          },
        },
      })),
    }),
  },
  'rounds of a loop': {
    base: 60,
    template: (n) => ({
      Transform: 'AWS::LanguageExtensions',
      Resources: {
        'Role': role(),
        'Fn::ForEach::Functions': ['Name', list(n, (i) => `f${i}`), { 'Fn${Name}': fn('Role', { Environment: { Variables: { NAME: '${Name}' } } }) }],
      } as unknown as Resources,
    }),
  },
};
