/**
 * Actions that are in order on every resource.
 */
import { tableOf } from './table';
import { ACTIONS_WITHOUT_RESOURCE } from './tables/actions-without-resource';

/**
 * Actions that IAM could limit to resources, and that the policies AWS gives to functions have on all of them. They say
 * nothing of other functions and read no data.
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

/** What is known of the actions of a service, in lower case. */
interface ServiceActions {
  /** Actions for which IAM takes no resource, so that a policy has to say `*`. */
  readonly unscoped: ReadonlySet<string>;
  /** Others for which it takes none, that change permissions. */
  readonly permissions: ReadonlySet<string>;
  /** How all but the first begin. */
  readonly others: readonly string[];
}

const services = new Map<string, ServiceActions | undefined>();

/**
 * Whether it is in order to allow actions on every resource. A pattern is, where each action that it covers is.
 */
export function isUnscoped(action: string): boolean {
  const [service, operation = ''] = action.toLowerCase().split(':');
  const known = actionsOf(service);
  if (!/[*?]/.test(operation)) return known?.unscoped.has(operation) === true || isPartOfEveryFunction(service, operation);
  if (!known) return false;
  // What stands before the first wildcard is all that is compared: too much may be found, and nothing is overlooked.
  const start = operation.replace(/[*?].*/, '');
  const isCovered = (name: string) => name.startsWith(start);
  return [...known.unscoped].some(isCovered) && !known.others.some((other) => isCovered(other) || start.startsWith(other));
}

/** Whether an action changes permissions of the whole account: IAM takes no resource for it. Never true for a pattern. */
export function changesPermissionsOfAccount(action: string): boolean {
  const [service, operation = ''] = action.toLowerCase().split(':');
  return actionsOf(service)?.permissions.has(operation) === true;
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

/** Of the words of a line: actions, after `!` those that change permissions, after `|` how others begin. */
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
