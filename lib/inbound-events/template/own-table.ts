/** Streams of DynamoDB tables to which only functions write. The functions received the content, and they are checked at their callers. */
import { mappingSource } from './event-sources';
import { Resource, trustedBy, Workload } from '../../gate';

const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** Types that can refer to a table without writing a caller's data into it. */
const HARMLESS = new Set([
  ...TABLES,
  'AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard',
  'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::Backup::BackupSelection', 'AWS::SSM::Parameter',
]);

const ROLE = 'AWS::IAM::Role';
const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/**
 * Checks whether a mapping reads the stream of a table in these templates to which only functions write, as far as known. The table then has no
 * policy and no import, all references come from functions, their policies, or resources that write nothing, and no identity pool gives users
 * permissions.
 * @throws Undetermined if a role or its trust policy is known only at deployment
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
  // Resources elsewhere can use a fixed name.
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

/** Checks whether only functions may assume a role. */
function isOfFunctionsAlone(role: Resource): boolean {
  const trusted = trustedBy(role);
  return trusted.length > 0 && trusted.every(([kind, service]) => kind === 'Service' && /^(?:edge)?lambda\./.test(service.string()!));
}
