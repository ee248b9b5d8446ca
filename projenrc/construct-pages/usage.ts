/** Calculates the monthly usage of a resource in a template under a load. */
import { PlacedResource } from './pages';
import { ASSUMED, PriceId } from './prices';

/** The unit that determines the cost of a construct. */
export type LoadUnit = 'requests' | 'events' | 'invocations' | 'reads' | 'messages' | 'reviews' | 'lines' | 'deployments';

export interface Load {
  readonly unit: LoadUnit;
  readonly amount: number;
}

export type Usage = readonly [price: PriceId, quantity: number];

type Meter = (resource: PlacedResource, load: Load, all: readonly PlacedResource[]) => Usage[];

/** Returns how many events of these units happen in a month. */
const of = (load: Load, ...units: readonly LoadUnit[]): number => (units.includes(load.unit) ? load.amount : 0);

const METERS: { readonly [type: string]: Meter } = {
  'AWS::ApiGateway::RestApi': (_, load) => [['restApi', load.amount]],
  'AWS::ApiGateway::Stage': ({ Properties = {} }, { amount }, all) => [
    ...logged(amount * ASSUMED.logBytes, all.find((group) => group.Type === 'AWS::Logs::LogGroup')),
    ...(Properties.TracingEnabled ? traced(amount) : []),
  ],
  'AWS::CloudWatch::Alarm': ({ Properties = {} }) => {
    const metrics = (Properties.Metrics ?? []).filter(({ MetricStat }: any) => MetricStat);
    return [['alarm', Math.max(1, metrics.length)]];
  },
  'AWS::CloudWatch::Dashboard': () => [['dashboard', 1]],
  'AWS::CodeBuild::Project': ({ Properties = {} }, load) => {
    const price = Properties.Environment.ComputeType === 'BUILD_GENERAL1_SMALL' ? 'buildSmall' : 'buildMedium';
    return [[price, of(load, 'reviews') * ASSUMED.reviewMinutes]];
  },
  'AWS::DynamoDB::GlobalTable': (_, __, all) => {
    const runs = all.reduce((sum, resource) => sum + scheduled(resource), 0);
    return [['tableReads', runs * ASSUMED.tableUnits], ['tableWrites', runs * ASSUMED.tableUnits]];
  },
  'AWS::KMS::Key': ({ path }, load) => [['kmsKey', 1], ['kmsRequests', path.endsWith('TopicKey') ? of(load, 'messages') : of(load, 'reads')]],
  'AWS::Lambda::Function': (fn, load, all) => {
    const { requests, seconds } = invocations(fn, load, all);
    const { MemorySize = 128, TracingConfig } = fn.Properties ?? {};
    const group = all.find(({ Type, logicalId }) => Type === 'AWS::Logs::LogGroup' && refers(fn.Properties?.LoggingConfig, logicalId));
    return [
      ['lambdaRequests', requests],
      ['lambdaDuration', (requests * seconds * MemorySize) / 1024],
      ...logged(requests * ASSUMED.logBytes, group),
      ...(TracingConfig?.Mode === 'Active' ? traced(requests) : []),
    ];
  },
  // The validator writes one log line for each event. The metric of accepted events has two series: by function, and by function and source.
  'AWS::Lambda::LayerVersion': ({ path }, load) =>
    path.includes('EventValidator') ? [...logged(of(load, 'requests', 'events') * ASSUMED.metricBytes, undefined), ['customMetric', 2]] : [],
  'AWS::Logs::LogGroup': (group, load) => logged(of(load, 'lines') * ASSUMED.vaultLineBytes, group),
  'AWS::S3::Bucket': ({ Properties = {} }, load) => {
    const months = Math.max(1, ...(Properties.LifecycleConfiguration?.Rules ?? []).map(({ ExpirationInDays = 0 }: any) => ExpirationInDays / 30));
    return [['objectStorage', (of(load, 'reviews') * ASSUMED.reviewBytes * months) / 1e9]];
  },
  'AWS::SNS::Subscription': ({ Properties = {} }, load) => (Properties.Protocol === 'email' ? [['emails', of(load, 'messages', 'reviews')]] : []),
  'AWS::SNS::Topic': (_, load) => [['publishes', of(load, 'messages', 'reviews')]],
  'AWS::Scheduler::Schedule': (schedule) => [['schedules', scheduled(schedule)]],
  'AWS::SecretsManager::Secret': ({ path }, load, all) => {
    const rotations = all.filter(({ Type, path: other }) => Type === 'AWS::SecretsManager::RotationSchedule' && other.startsWith(`${path}/`)).map(rotationsOf);
    // Each rotation makes about ten calls.
    const calls = 10 * rotations.reduce((sum, each) => sum + each, 0);
    return [['secret', 1], ['secretCalls', calls + of(load, 'reads')]];
  },
  'AWS::WAFv2::WebACL': ({ Properties = {} }, { amount }) => [['webAcl', 1], ['webAclRule', Properties.Rules.length], ['webAclRequests', amount]],
};

/** Returns the usage of a resource, without metrics, which alarms share. */
export const usageOf: Meter = (resource, load, all) => METERS[resource.Type]?.(resource, load, all) ?? [];

/** Returns the custom metrics that alarms use, each once. */
export function customMetrics(resources: readonly PlacedResource[]): Usage {
  const metrics = resources.flatMap(({ Type, Properties = {} }) => {
    if (Type !== 'AWS::CloudWatch::Alarm') return [];
    return [Properties, ...(Properties.Metrics ?? []).map(({ MetricStat }: any) => MetricStat?.Metric ?? {})];
  });
  const custom = metrics.filter(({ Namespace }) => Namespace !== undefined && !Namespace.startsWith('AWS/'));
  return ['customMetric', new Set(custom.map(({ Namespace, MetricName, Dimensions }) => JSON.stringify([Namespace, MetricName, Dimensions]))).size];
}

/** Returns how often a function runs, and for how long: by its schedules, its rotations, a deployment, or the load. */
function invocations(fn: PlacedResource, load: Load, all: readonly PlacedResource[]): { readonly requests: number; readonly seconds: number } {
  const callers = (type: string) => all.filter(({ Type, Properties }) => Type === type && refers(Properties, fn.logicalId));
  const schedules = callers('AWS::Scheduler::Schedule');
  if (schedules.length > 0) return { requests: schedules.reduce((sum, schedule) => sum + scheduled(schedule), 0), seconds: ASSUMED.scheduledSeconds };
  const rotations = callers('AWS::SecretsManager::RotationSchedule');
  if (rotations.length > 0) return { requests: 4 * rotations.reduce((sum, each) => sum + rotationsOf(each), 0), seconds: ASSUMED.rotationSeconds };
  const deploys = all.some(({ Type, Properties }) => Type.startsWith('Custom::') && refers(Properties, fn.logicalId));
  return { requests: deploys ? 0 : of(load, 'requests', 'events', 'invocations'), seconds: ASSUMED.requestSeconds };
}

const refers = (value: unknown, logicalId: string): boolean => JSON.stringify(value ?? null).includes(`"${logicalId}"`);

const SECONDS: { readonly [unit: string]: number } = { minute: 60, hour: 3600, day: 86_400 };

/** Returns the runs per month of a schedule such as `rate(15 minutes)`. Cron expressions of this library are weekly. */
function scheduled({ Type, Properties = {} }: PlacedResource): number {
  if (Type !== 'AWS::Scheduler::Schedule') return 0;
  return rate(Properties.ScheduleExpression) ?? ASSUMED.monthSeconds / (7 * SECONDS.day);
}

function rotationsOf({ Properties = {} }: PlacedResource): number {
  const { AutomaticallyAfterDays, ScheduleExpression } = Properties.RotationRules ?? {};
  return AutomaticallyAfterDays === undefined ? (rate(ScheduleExpression) ?? 1) : ASSUMED.monthSeconds / (AutomaticallyAfterDays * SECONDS.day);
}

function rate(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return unit === undefined ? undefined : ASSUMED.monthSeconds / (Number(count) * SECONDS[unit]);
}

/** Returns the ingested bytes, and the stored bytes after a whole retention period. */
function logged(bytes: number, group: PlacedResource | undefined): Usage[] {
  const days = group?.Properties?.RetentionInDays ?? 30;
  return [['logIngestion', bytes / 1e9], ['logStorage', ((bytes / 1e9) * days) / 30]];
}

/** Returns the traces with the default sampling of X-Ray, for evenly distributed requests: one per second, and 5% of the others. */
function traced(requests: number): Usage[] {
  const first = Math.min(requests, ASSUMED.monthSeconds);
  return [['traces', first + 0.05 * (requests - first)]];
}
