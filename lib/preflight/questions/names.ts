import type { Property, Resource } from '../../gate';
import type { Parameters } from '../client/aws-client';
import { ServiceError } from '../client/errors';
import type { OperationName } from '../client/operations';
import { deployedNeeds, physicalId } from '../deployed';
import { Account, Answer, Need, Question } from '../question';
import type { Reading, Target } from '../target';

/** A type with a name, and the check whether the name is in use. */
interface NamedType {
  /** The property with the name. */
  readonly property: string;
  /** The kind of resource, with an article. */
  readonly what: string;
  readonly operation: OperationName;
  /** The ARN of the named resource, if a policy can use it. */
  arn?(target: Target, name: string): string;
  parameters(target: Target, name: string): Parameters;
  /** Evaluates the response. @default - the name is in use if there is a response */
  isTaken?(answer: any, name: string): boolean;
  /** Parameters of the next page of a list. */
  next?(answer: any): Parameters | undefined;
}

const TABLE: NamedType = {
  property: 'TableName',
  what: 'a DynamoDB table',
  operation: 'dynamodb:DescribeTable',
  arn: (target, name) => target.arn('dynamodb', `table/${name}`),
  parameters: (_, TableName) => ({ TableName }),
};

/** Types whose names are checked; {@link unaskedNames} returns the others. */
const NAMED: { readonly [type: string]: NamedType } = {
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::IAM::Role': {
    property: 'RoleName',
    what: 'an IAM role',
    operation: 'iam:GetRole',
    arn: (target, name) => target.arn('iam', `role/*${name}`, { global: true }),
    parameters: (_, RoleName) => ({ RoleName }),
  },
  'AWS::KMS::Alias': {
    property: 'AliasName',
    what: 'an alias of KMS',
    operation: 'kms:ListAliases',
    parameters: () => ({ Limit: 100 }),
    isTaken: ({ Aliases: aliases }, name) => aliases.some(({ AliasName }: any) => AliasName === name),
    next: ({ Truncated: more, NextMarker: marker }) => (more ? { Marker: marker } : undefined),
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    what: 'a Lambda function',
    operation: 'lambda:GetFunctionConfiguration',
    arn: (target, name) => target.arn('lambda', `function:${name}`),
    parameters: (_, FunctionName) => ({ FunctionName }),
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    what: 'a log group',
    operation: 'logs:DescribeLogGroups',
    parameters: (_, logGroupNamePrefix) => ({ logGroupNamePrefix }),
    isTaken: ({ logGroups = [] }, name) => logGroups.some(({ logGroupName }: any) => logGroupName === name),
    next: ({ nextToken }) => (nextToken ? { nextToken } : undefined),
  },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    what: 'a bucket of any account',
    operation: 's3:HeadBucket',
    arn: ({ partition }, name) => `arn:${partition.name}:s3:::${name}`,
    parameters: (_, Bucket) => ({ Bucket }),
  },
  'AWS::SecretsManager::Secret': {
    property: 'Name',
    what: 'a secret, or one that is scheduled for deletion',
    operation: 'secretsmanager:DescribeSecret',
    arn: (target, name) => target.arn('secretsmanager', `secret:${name}-*`),
    parameters: (_, SecretId) => ({ SecretId }),
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    what: 'an SNS topic',
    operation: 'sns:GetTopicAttributes',
    arn: (target, name) => target.arn('sns', name),
    parameters: (target, name) => ({ TopicArn: target.arn('sns', name) }),
  },
  'AWS::SQS::Queue': {
    property: 'QueueName',
    what: 'an SQS queue',
    operation: 'sqs:GetQueueUrl',
    arn: (target, name) => target.arn('sqs', name),
    parameters: (_, QueueName) => ({ QueueName }),
  },
};

/** Types whose names need not be unique, or do not name resources. */
const SHARED_NAMES = /^AWS::(ApiGateway|ApiGatewayV2|AppSync)::|^AWS::IAM::Policy$|^AWS::Lambda::LayerVersion$/;

/** Are the names in the templates free? */
export function names(target: Target): Question[] {
  return Object.entries(NAMED).flatMap(([type, named]) =>
    target.resources(type).flatMap((resource): Question[] => {
      const { values, open } = nameOf(target, resource, named.property);
      const unknown = open === undefined ? [] : [unreadable(resource, named, open)];
      return [...values.map((name) => question(target, resource, named, name)), ...unknown];
    }),
  );
}

/** Types with names in the templates that are not checked, with the number of resources. */
export function unaskedNames(target: Target): Map<string, number> {
  const counts = new Map<string, number>();
  for (const resource of target.resources()) {
    if (resource.type in NAMED || SHARED_NAMES.test(resource.type) || !resource.type.startsWith('AWS::')) continue;
    const own = `${resource.type.slice(resource.type.lastIndexOf(':') + 1)}Name`;
    const isNamed = Object.keys(resource.body.Properties ?? {}).some((key) => key === 'Name' || own.endsWith(key) && key.endsWith('Name'));
    if (isNamed) counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
  }
  return counts;
}

/** Names derived from names that CloudFormation generates are as unique as these. */
function nameOf(target: Target, resource: Resource, property: string): Reading<string> {
  return target.read(resource, (made) => {
    const name: Property = made.get(property);
    return name.exists && name.references().length === 0 ? name.string() : undefined;
  });
}

function unreadable(resource: Resource, { what }: NamedType, reason: string): Question {
  return {
    id: 'name',
    asked: `Is the name of ${resource.logicalId} free, or does ${what} have it?`,
    resources: [resource.path],
    needs: [],
    ask: async () => ({ status: 'unknown', text: `The name is known only at deployment: ${reason}.`, fix: 'Set a fixed name in the template, or let CloudFormation generate it.' }),
  };
}

function question(target: Target, resource: Resource, named: NamedType, name: string): Question {
  const needs: Need[] = [{ operation: named.operation, on: named.arn && [named.arn(target, name)] }, ...deployedNeeds(target, [resource])];
  return {
    id: 'name',
    asked: `Is the name ${name} free, or does ${named.what} have it?`,
    resources: [resource.path],
    needs,
    ask: (account) => ask(account, target, resource, named, name),
  };
}

async function ask(account: Account, target: Target, resource: Resource, named: NamedType, name: string): Promise<Answer> {
  if (!(await isTaken(account, target, named, name))) return { status: 'ready', text: 'It is free.' };
  const id = await physicalId(account, resource);
  // Physical ids are names, ARNs, or URLs that end with the name; those of secrets have a hyphen and six characters appended.
  const isOwn = id !== undefined && (id === name || id.endsWith(`/${name}`) || id.endsWith(`:${name}`) || id.slice(0, -7).endsWith(`:secret:${name}`));
  if (isOwn) {
    return { status: 'ready', text: 'It belongs to this stack’s own resource from an earlier deployment.' };
  }
  return {
    status: 'fails',
    text: 'It is in use, and not by this stack.',
    fix: 'Import the existing resource (cdk import), delete it, or let CloudFormation generate the name.',
  };
}

async function isTaken(account: Account, target: Target, named: NamedType, name: string): Promise<boolean> {
  const { isTaken: reads = () => true, next: following = () => undefined } = named;
  try {
    for (let next: Parameters | undefined = {}; next; ) {
      const answer: any = await account.call(named.operation, { ...named.parameters(target, name), ...next });
      if (reads(answer, name)) return true;
      next = following(answer);
    }
    return false;
  } catch (e) {
    if (!(e instanceof ServiceError)) throw e;
    if (e.isNotFound) return false;
    // Bucket names are global across accounts: S3 denies access, or redirects to another Region, if the bucket belongs to others.
    if (named.operation === 's3:HeadBucket' && [301, 403].includes(e.status)) return true;
    throw e;
  }
}
