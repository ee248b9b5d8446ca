/**
 * Actions that policies may allow on every resource, and actions that change permissions.
 */
import { tableOf } from './table';
import { ACTIONS_WITHOUT_RESOURCE, PERMISSION_ACTIONS } from './tables/actions-without-resource';

/**
 * Actions that IAM could limit to resources, but that AWS's own policies for functions allow on all of them. They give no access to other functions
 * or to data.
 *
 * Source: AWSLambdaBasicExecutionRole and AWSLambdaVPCAccessExecutionRole
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html).
 */
const PART_OF_EVERY_FUNCTION: { readonly [service: string]: readonly string[] } = {
  logs: ['createloggroup', 'createlogstream', 'putlogevents'],
  ec2: [
    'createnetworkinterface', 'deletenetworkinterface', 'describenetworkinterfaces', 'describesubnets', 'assignprivateipaddresses',
    'unassignprivateipaddresses',
  ],
};

/** The actions of a service, in lower case. */
interface ServiceActions {
  /** Actions that do not support resources, so a policy has to use `*`. */
  readonly unscoped: ReadonlySet<string>;
  /** Such actions that change permissions. */
  readonly permissions: ReadonlySet<string>;
  /** Prefixes of all actions except those in the first list. */
  readonly others: readonly string[];
}

const services = new Map<string, ServiceActions | undefined>();

/**
 * Checks whether a policy may allow actions on every resource. A pattern is accepted if all actions that it covers are.
 */
export function isUnscoped(action: string): boolean {
  const [service, operation = ''] = action.toLowerCase().split(':');
  const known = actionsOf(service);
  if (!/[*?]/.test(operation)) return known?.unscoped.has(operation) === true || isPartOfEveryFunction(service, operation);
  if (!known) return false;
  // Only the text before the first wildcard is compared. This can report too much, but overlooks nothing.
  const start = operation.replace(/[*?].*/, '');
  const isCovered = (name: string) => name.startsWith(start);
  return [...known.unscoped].some(isCovered) && !known.others.some((other) => isCovered(other) || start.startsWith(other));
}

/** Checks whether an action changes permissions of the whole account, because it does not support resources. Never true for a pattern. */
export function changesPermissionsOfAccount(action: string): boolean {
  const [service, operation = ''] = action.toLowerCase().split(':');
  return actionsOf(service)?.permissions.has(operation) === true;
}

/** Whether an action of IAM changes what an identity may do, or who may be it. */
export function changesPermissionsOfIdentities(action: string): boolean {
  const [service, operation = ''] = action.toLowerCase().split(':');
  return service === 'iam' && (tableOf(PERMISSION_ACTIONS).get('iam') ?? []).some((name) => name.toLowerCase() === operation);
}

function isPartOfEveryFunction(service: string, operation: string): boolean {
  return Object.hasOwn(PART_OF_EVERY_FUNCTION, service) && PART_OF_EVERY_FUNCTION[service].includes(operation);
}

function actionsOf(service: string): ServiceActions | undefined {
  if (!services.has(service)) {
    const words = tableOf(ACTIONS_WITHOUT_RESOURCE).get(service)?.map((word) => word.toLowerCase());
    services.set(service, words && partsOf(words));
  }
  return services.get(service);
}

/** Returns the words of a line: actions; after `!`, actions that change permissions; after `|`, prefixes of the others. */
function partsOf(words: readonly string[]): ServiceActions {
  const bar = words.indexOf('|');
  const free = bar < 0 ? words : words.slice(0, bar);
  const mark = free.indexOf('!');
  const permissions = mark < 0 ? [] : free.slice(mark + 1);
  return {
    unscoped: new Set(mark < 0 ? free : free.slice(0, mark)),
    permissions: new Set(permissions),
    others: [...permissions, ...(bar < 0 ? [] : words.slice(bar + 1))],
  };
}
