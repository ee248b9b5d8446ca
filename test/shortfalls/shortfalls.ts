import { PracticeId } from '../../lib/checklist';

/** The synthesized templates of examples/orders; shortfalls change copies of them. */
export interface Templates {
  readonly Orders: Template;
  readonly Security: Template;
}

export interface Template {
  Resources: { [logicalId: string]: Resource };
  Outputs?: { [name: string]: any };
}

export interface Resource {
  readonly Type: string;
  Properties: any;
  DependsOn?: string | string[];
  Metadata?: any;
}

/** One violation of SEC 3 in a workload, and nothing else. */
export interface Shortfall {
  readonly practice: PracticeId;
  /** The problem in the words of a reviewer. */
  readonly text: string;
  /** Creates the violation. */
  readonly breaks: (templates: Templates) => void;
  /** Creates the secure counterpart, if examples/orders has nothing of the kind. */
  readonly right?: (templates: Templates) => void;
}

const PROCESS = 'ProcessOrder10906E0C';
const POLICY = 'SEC3_RUNTIME_POLICY';

/** Shortfalls, chosen line by line from the checklist, not from the rules of any gate. */
export const SHORTFALLS: readonly Shortfall[] = [
  ...of('awareness', {
    'No news feed is read': ({ Security }) => remove(Security, /^Bulletins/),
    'A feed is read, and no one is notified': ({ Security }) => remove(Security, /^BulletinsTopicsecurity/),
    'No one notices when a feed is no longer read': ({ Security }) => {
      for (const id of ids(Security, /^BulletinsStale/)) delete Security.Resources[id].Properties.AlarmActions;
    },
  }),
  ...of('secrets', {
    'A secret is not rotated': ({ Orders }) => remove(Orders, /^PaymentKeyRotationSchedule/),
    'A secret is rotated once a year': ({ Orders }) => {
      find(Orders, /^PaymentKeyRotationSchedule/).Properties.RotationRules.ScheduleExpression = 'rate(365 days)';
    },
    'An API key in a variable of a function': ({ Orders }) => {
      variables(Orders).PAYMENT_API_KEY = 'pk_9f86d081884c7d659a2feaa0c55ad015';
    },
    'A database URL with its password in a variable of a function': ({ Orders }) => {
      variables(Orders).DATABASE_URL = 'postgres://orders:xK83jd92kslQ@db.example.com:5432/orders';
    },
    'The value of a secret is in the template': ({ Orders }) => {
      find(Orders, /^PaymentKeyF/).Properties.SecretString = 'xK83jd92kslQ-0c55ad015';
    },
    'A secret is an output of the stack': ({ Orders }) => {
      Orders.Outputs = { ...Orders.Outputs, Key: { Value: { 'Fn::Sub': '{{resolve:secretsmanager:${PaymentKeyF80F3BE6}}}' } } };
    },
    'A function may read every secret of the account': ({ Orders }) => {
      find(Orders, /^ProcessOrderSecretReads/).Properties.PolicyDocument.Statement[0] = { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: '*' };
    },
    'A secret can be shared with everyone': ({ Orders }) => {
      const policy = find(Orders, /^PaymentKeyPolicy/).Properties;
      policy.BlockPublicPolicy = false;
      policy.ResourcePolicy.Statement.push({ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Principal: '*', Resource: '*' });
    },
    'No one is notified of reads of a secret': ({ Orders }) => remove(Orders, /^SecretAudit/),
    'The key of a secret is not rotated': ({ Orders }) => {
      find(Orders, /^PaymentKey6/).Properties.EnableKeyRotation = false;
    },
  }),
  ...of('dependencies', {
    'Dependencies are reviewed by nothing': ({ Security }) => remove(Security, /^(?:Review|Inspector)/),
    'Dependencies are reviewed on commits, and not periodically': ({ Security }) => {
      find(Security, /^ReviewSchedule/).Properties.State = 'DISABLED';
    },
    'A layer from an unknown account': ({ Orders }) => {
      find(Orders, PROCESS).Properties.Layers.push('arn:aws:lambda:eu-west-1:210987654321:layer:tools:4');
    },
    ...pair(
      'Unsigned code is let through with a warning',
      ({ Orders }) => signing(Orders, 'Warn'),
      ({ Orders }) => signing(Orders, 'Enforce'),
    ),
    ...pair(
      'Images are not scanned when they are pushed',
      ({ Orders }) => add(Orders, 'Images', 'AWS::ECR::Repository', { ImageTagMutability: 'IMMUTABLE' }),
      ({ Orders }) => add(Orders, 'Images', 'AWS::ECR::Repository', { ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true } }),
    ),
  }),
  ...of('inbound-events', {
    'A body is validated by no validator': ({ Orders }) => {
      delete find(Orders, /^ApiRestApiordersPOST/).Properties.RequestValidatorId;
    },
    'A body is validated by no model': ({ Orders }) => {
      delete find(Orders, /^ApiRestApiordersPOST/).Properties.RequestModels;
    },
    'A body with another content type passes the model by': ({ Orders }) => {
      delete find(Orders, /^ApiRestApiordersPOST/).Properties.RequestModels.$default;
    },
    'A model lets properties pass that it does not name': ({ Orders }) => {
      delete find(Orders, /^ApiRestApiOrderModel/).Properties.Schema.additionalProperties;
    },
    'A model lets texts of any length pass': ({ Orders }) => {
      find(Orders, /^ApiRestApiOrderModel/).Properties.Schema.properties.id = { type: 'string' };
    },
    'A required parameter is not checked for': ({ Orders }) => {
      find(Orders, /^ApiRestApiordersidGET/).Properties.RequestValidatorId = undefined;
    },
    'Messages of a queue are validated by nothing': ({ Orders }) => {
      const fn = find(Orders, PROCESS).Properties;
      fn.Handler = 'process.handler';
      fn.Layers = fn.Layers.filter((layer: any) => !/EventValidator/.test(layer.Ref));
      delete fn.Environment.Variables.SEC3_EVENT_HANDLER;
      delete fn.Environment.Variables.SEC3_EVENT_QUARANTINE;
      delete find(Orders, PROCESS).Metadata['cdk-sec3:event-schemas'];
    },
    'One bad message fails the whole batch': ({ Orders }) => {
      delete find(Orders, /^ProcessOrderSqsEventSource/).Properties.FunctionResponseTypes;
    },
    'An endpoint that everyone may call': ({ Orders }) => {
      find(Orders, /^ApiRestApiordersPOST/).Properties.AuthorizationType = 'NONE';
    },
    ...pair(
      'A function URL that everyone may call',
      ({ Orders }) => add(Orders, 'Url', 'AWS::Lambda::Url', { TargetFunctionArn: { 'Fn::GetAtt': [PROCESS, 'Arn'] }, AuthType: 'NONE' }),
      ({ Orders }) => add(Orders, 'Url', 'AWS::Lambda::Url', { TargetFunctionArn: { 'Fn::GetAtt': [PROCESS, 'Arn'] }, AuthType: 'AWS_IAM' }),
    ),
    'Any API, in any account, may invoke a function': ({ Orders }) => {
      delete find(Orders, /^ApiInvokeOrdersCreateOrder/).Properties.SourceArn;
    },
    'No firewall in front of an API': ({ Orders }) => remove(Orders, /^ApiFirewall/),
    'Requests are not limited': ({ Orders }) => {
      const [settings] = find(Orders, /^ApiRestApiDeploymentStage/).Properties.MethodSettings;
      delete settings.ThrottlingBurstLimit;
      delete settings.ThrottlingRateLimit;
    },
    'No access log': ({ Orders }) => {
      delete find(Orders, /^ApiRestApiDeploymentStage/).Properties.AccessLogSetting;
    },
    'Old versions of TLS': ({ Orders }) => {
      delete find(Orders, /^ApiRestApiE/).Properties.SecurityPolicy;
      delete find(Orders, /^ApiRestApiE/).Properties.EndpointAccessMode;
    },
    'Errors tell a caller which field is wrong and why': ({ Orders }) => {
      find(Orders, /^ApiRestApiBadBody/).Properties.ResponseTemplates = { 'application/json': '{"message":"$context.error.validationErrorString"}' };
    },
  }),
  ...of('runtime-protection', {
    'A runtime that AWS no longer supports': ({ Orders }) => {
      find(Orders, PROCESS).Properties.Runtime = 'nodejs16.x';
    },
    'No runtime protection': ({ Orders }) => {
      const fn = find(Orders, PROCESS).Properties;
      fn.Layers = fn.Layers.filter((layer: any) => !/RuntimeGuard/.test(layer.Ref));
      delete fn.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER;
      delete fn.Environment.Variables[POLICY];
    },
    'Runtime protection that blocks nothing': ({ Orders }) => {
      variables(Orders)[POLICY] = variables(Orders)[POLICY].replace(/"block"/g, '"alert"');
    },
    'A function may reach every host': ({ Orders }) => {
      variables(Orders)[POLICY] = variables(Orders)[POLICY].replace('payments.example.com:443', '*');
    },
    'A function is an administrator': ({ Orders }) => {
      find(Orders, /^ProcessOrderServiceRole7/).Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    },
    'A function may do anything with every table': ({ Orders }) => {
      find(Orders, /^ProcessOrderServiceRoleDefaultPolicy/).Properties.PolicyDocument.Statement.push({ Action: 'dynamodb:*', Effect: 'Allow', Resource: '*' });
    },
    'A function without a limit of its concurrency': ({ Orders }) => {
      delete find(Orders, PROCESS).Properties.ReservedConcurrentExecutions;
    },
  }),
];

type Breaks = Shortfall['breaks'];

function of(practice: PracticeId, shortfalls: { readonly [text: string]: Breaks | Pick<Shortfall, 'breaks' | 'right'> }): Shortfall[] {
  return Object.entries(shortfalls).map(([text, how]) => ({ practice, text, ...(typeof how === 'function' ? { breaks: how } : how) }));
}

function pair(text: string, breaks: Breaks, right: Breaks): { [text: string]: Pick<Shortfall, 'breaks' | 'right'> } {
  return { [text]: { breaks, right } };
}

function ids(template: Template, name: string | RegExp): string[] {
  const found = Object.keys(template.Resources).filter((id) => (typeof name === 'string' ? id === name : name.test(id)));
  if (found.length === 0) throw new Error(`examples/orders has no ${name}; the shortfalls have to follow it`);
  return found;
}

function find(template: Template, name: string | RegExp): Resource {
  const found = ids(template, name);
  if (found.length > 1) throw new Error(`${name} means several resources of examples/orders: ${found.join(', ')}`);
  return template.Resources[found[0]];
}

function remove(template: Template, name: RegExp): void {
  const removed = ids(template, name);
  for (const id of removed) delete template.Resources[id];
  for (const resource of Object.values(template.Resources)) {
    if (resource.DependsOn !== undefined) resource.DependsOn = [resource.DependsOn].flat().filter((id) => !removed.includes(id));
  }
}

function add(template: Template, id: string, type: string, properties: object): void {
  template.Resources[id] = { Type: type, Properties: properties, Metadata: { 'aws:cdk:path': `Orders/${id}/Resource` } };
}

function variables(template: Template): any {
  return find(template, PROCESS).Properties.Environment.Variables;
}

function signing(template: Template, policy: 'Warn' | 'Enforce'): void {
  add(template, 'Signing', 'AWS::Lambda::CodeSigningConfig', {
    AllowedPublishers: { SigningProfileVersionArns: ['arn:aws:signer:eu-west-1:123456789012:/signing-profiles/orders/abcdefghij'] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
  });
  find(template, PROCESS).Properties.CodeSigningConfigArn = { Ref: 'Signing' };
}
