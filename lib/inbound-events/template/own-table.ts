/** Streams of DynamoDB tables that only functions write to: what is in them has come in by a function, which is judged where it is called. */
import { mappingSource } from './event-sources';
import { Resource, trustedBy, Workload } from '../../gate';

const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** Types that may mention a table and write nothing of a caller's into it by themselves. */
const HARMLESS = new Set([
  ...TABLES,
  'AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard',
  'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::Backup::BackupSelection', 'AWS::SSM::Parameter',
]);

const ROLE = 'AWS::IAM::Role';
const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/**
 * Whether a mapping reads the stream of a table of these templates that nobody but functions writes to, so far as they tell: the table has
 * no policy and no import, all that mentions it is a function, the policy of one, or writes nothing, and no identity pool gives users
 * permissions of their own.
 *
 * @throws Undetermined where a role or its trust is known only at deployment
 */
export function isOwnTableStream(mapping: Resource, workload: Workload): boolean {
  const { origin } = mappingSource(mapping);
  if (origin === undefined || !TABLES.includes(origin.type)) return false;
  return workload.once(isOwnTableStream, origin, () => isWrittenByFunctionsAlone(origin, workload));
}

function isWrittenByFunctionsAlone(table: Resource, workload: Workload): boolean {
  if (table.get('ResourcePolicy').exists || table.get('ImportSourceSpecification').exists) return false;
  if (table.get('Replicas').items().some((replica) => replica.at('ResourcePolicy').exists)) return false;
  if (workload.resources('AWS::Cognito::IdentityPool').length > 0) return false;
  // By its name anything may reach it.
  return !table.get('TableName').exists && workload.mentions(table).every(({ from }) => isHarmless(from));
}

function isHarmless(resource: Resource): boolean {
  if (HARMLESS.has(resource.type)) return true;
  if (resource.type === ROLE) return isOfFunctionsAlone(resource);
  if (!POLICIES.includes(resource.type)) return false;
  const holders = ['Roles', 'RoleName'].flatMap((name) => resource.get(name).itemsOrOne()).map((role) => role.references()[0]?.resource);
  const isForRoles = ['Users', 'Groups'].every((name) => !resource.get(name).exists);
  return isForRoles && holders.length > 0 && holders.every((role) => role?.type === ROLE && isOfFunctionsAlone(role));
}

/** Whether functions, and nothing and nobody else, may take on a role. */
function isOfFunctionsAlone(role: Resource): boolean {
  const trusted = trustedBy(role);
  return trusted.length > 0 && trusted.every(([kind, service]) => kind === 'Service' && /^(?:edge)?lambda\./.test(service.string()!));
}
