/** Determines whether events of failed invocations are kept: by the function for asynchronous calls, by the source for polled ones. */
import { withStandIns } from './scenario';
import { functionReferences } from '../../aws/properties';
import { Property, Resource, Undetermined, Workload } from '../../gate';
import { mappingSource } from '../../inbound-events/template/event-sources';

/** Services that call functions asynchronously. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
const ASYNCHRONOUS: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::CustomResource', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::CodeCommit::Repository',
  'AWS::CodePipeline::Pipeline', 'AWS::Config::ConfigRule', 'AWS::Config::OrganizationConfigRule', 'AWS::Events::Rule', 'AWS::IoT::TopicRule',
  'AWS::IoTEvents::AlarmModel', 'AWS::IoTEvents::DetectorModel', 'AWS::Lambda::EventInvokeConfig', 'AWS::Logs::SubscriptionFilter', 'AWS::S3::Bucket',
  'AWS::SES::ReceiptRule', 'AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::Scheduler::Schedule',
]);

/** The same services by the principal of a permission, because the caller itself may be outside of the templates. */
const PRINCIPALS = /^(cloudformation|codecommit|codepipeline|config|events|iot|iotevents|logs|s3|scheduler|ses|sns)\./;

const INVOKE_CONFIG = 'AWS::Lambda::EventInvokeConfig';

/** A caller of a function. */
interface Call {
  readonly by: Resource;
  /** The property that names the function. */
  readonly location: string;
  /** The function itself, or an alias or version of it. */
  readonly named: Resource;
}

/**
 * Checks whether failed events of a function are kept, for all callers; `none` if each caller receives the error directly.
 *
 * @throws Undetermined if this is unknown, for example for a function without a caller in the templates
 */
export function keepsFailedEvents(fn: Resource, workload: Workload): boolean | 'none' {
  const calls = callsOf(fn, workload);
  if (calls.length === 0) throw new Undetermined('nothing in the templates calls the function', fn, 'Properties');
  const kept = calls.flatMap((call) => keptAfter(call, fn, workload));
  return kept.length === 0 ? 'none' : kept.every(Boolean);
}

/** Returns the resources that name a function to call it, or an alias or version of it, such as event source mappings and topics. */
export function callersOf(fn: Resource, workload: Workload): Resource[] {
  const machines = workload.mentions(fn, 'AWS::StepFunctions::StateMachine').map(({ from }) => from);
  return [...callsOf(fn, workload).map(({ by }) => by), ...machines];
}

function callsOf(fn: Resource, workload: Workload): readonly Call[] {
  return workload.once(callsOf, fn, () => withStandIns(fn, workload).flatMap((named) => workload.mentions(named)
    .filter(({ from, location }) => isCaller(from, location))
    .map(({ from, location }) => ({ by: from, location, named }))));
}

function isCaller({ type }: Resource, location: string): boolean {
  if (type === 'AWS::Lambda::Permission') return true;
  // Other properties mention a function without calling it: the dimensions of an alarm, the name of a log group.
  const places = type.startsWith('Custom::') ? ['ServiceToken', 'NotificationConfiguration'] : (functionReferences().get(type) ?? []);
  return places.some((place) => patternOf(place).test(location));
}

/** Matches a location at or below a path of the table of function references. */
function patternOf(path: string): RegExp {
  return new RegExp(`^Properties\\.${path.replace(/\./g, '\\.').replace(/\\\.\*/g, '\\[\\d+\\]').replace(/\{\}/g, '[^.]+')}(?![\\w])`);
}

/** Checks whether the event of a failed call is kept; undefined if the caller receives the error. */
function keptAfter({ by, named }: Call, fn: Resource, workload: Workload): boolean[] {
  if (by.type === 'AWS::Lambda::EventSourceMapping') return [keptByMapping(by)];
  if (by.type === 'AWS::Pipes::Pipe') return [keptByPipe(by)];
  return isAsynchronous(by) ? [hasDestination(fn, named, workload)] : [];
}

function isAsynchronous(by: Resource): boolean {
  if (by.type === 'AWS::Lambda::Permission') return PRINCIPALS.test(by.get('Principal').string() ?? '');
  return by.type.startsWith('Custom::') || ASYNCHRONOUS.has(by.type);
}

/** A queue keeps messages if it has a redrive policy. For streams and topics, Lambda keeps them if the mapping has a destination. */
function keptByMapping(mapping: Resource): boolean {
  const { kind, origin } = mappingSource(mapping);
  return kind === 'sqs' ? redrives(mapping.get('EventSourceArn'), origin) : mapping.get('DestinationConfig', 'OnFailure', 'Destination').exists;
}

function keptByPipe(pipe: Resource): boolean {
  const source = pipe.get('Source');
  const origin = source.references()[0]?.resource;
  if (/SQS|:sqs:/.test(origin?.type ?? source.string() ?? '')) return redrives(source, origin);
  return pipe.get('SourceParameters').entries().some(([, parameters]) => parameters.isObject() && parameters.at('DeadLetterConfig', 'Arn').exists);
}

function redrives(source: Property, queue: Resource | undefined): boolean {
  if (!queue) throw source.undetermined('the queue is not part of this check');
  return queue.get('RedrivePolicy').document().at('deadLetterTargetArn').exists;
}

/** A dead-letter queue applies to every version of a function, an on-failure destination only to the version or alias that it names. */
function hasDestination(fn: Resource, named: Resource, workload: Workload): boolean {
  if (fn.get('DeadLetterConfig', 'TargetArn').exists) return true;
  return workload.resources(INVOKE_CONFIG).some((config) => {
    const isOfFunction = config.get('FunctionName').references().some(({ resource }) => resource === fn);
    return isOfFunction && isFor(config.get('Qualifier'), named, fn) && config.get('DestinationConfig', 'OnFailure', 'Destination').exists;
  });
}

function isFor(qualifier: Property, named: Resource, fn: Resource): boolean {
  if (named === fn) return qualifier.string() === '$LATEST';
  if (qualifier.references().some(({ resource }) => resource === named)) return true;
  return named.type === 'AWS::Lambda::Alias' && qualifier.string() === named.get('Name').string();
}
