import type { Resource } from '../../gate';
import { ServiceError } from '../client/errors';
import { deployedNeeds, physicalId } from '../deployed';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** The concurrency that must stay unreserved. */
const UNRESERVED = 100;

interface Reservation {
  readonly resource: Resource;
  readonly most: number;
}

/** Do the reservations of functions leave enough concurrency? */
export function lambdaConcurrency(target: Target): Question[] {
  const open: string[] = [];
  const reservations = target.resources('AWS::Lambda::Function').flatMap((resource): Reservation[] => {
    const reading = target.read(resource, (made) => made.get('ReservedConcurrentExecutions').number());
    if (reading.open !== undefined) open.push(reading.open);
    return reading.values.length > 0 || reading.open !== undefined ? [{ resource, most: Math.max(0, ...reading.values) }] : [];
  });
  if (reservations.length === 0) return [];
  const resources = reservations.map(({ resource }) => resource);
  const wanted = reservations.reduce((sum, { most }) => sum + most, 0);
  return [{
    id: 'lambda-concurrency',
    asked: `Do ${wanted} reserved concurrent executions of ${reservations.length} functions leave ${UNRESERVED} unreserved, as Lambda requires?`,
    resources: resources.map(({ path }) => path),
    needs: [
      { operation: 'lambda:GetAccountSettings' },
      { operation: 'lambda:GetFunctionConcurrency', on: [target.arn('lambda', 'function:*')] },
      ...deployedNeeds(target, resources),
    ],
    ask: (account) => ask(account, reservations, open),
  }];
}

async function ask(account: Account, reservations: readonly Reservation[], open: readonly string[]): Promise<Answer> {
  const { AccountLimit: { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: unreserved } } = await account.call('lambda:GetAccountSettings');
  const already = await Promise.all(reservations.map(({ resource }) => reserved(account, resource)));
  const left = reservations.reduce((sum, { most }, index) => sum - most + already[index], unreserved);
  const facts = `The account’s quota is ${quota}, of which ${unreserved} are unreserved now and ${left} would be`;
  // Lambda always accepts a reduction of reservations.
  if (left < UNRESERVED && left < unreserved) {
    return {
      status: 'fails',
      text: `${facts}: Lambda rejects the reservations.`,
      fix: `In Service Quotas, request “Concurrent executions” of ${quota + UNRESERVED - left} or more (L-B99A9384), or reserve less (reservedConcurrentExecutions).`,
    };
  }
  if (open.length > 0) return { status: 'unknown', text: `${facts} at most: ${open.join('; ')}.`, fix: 'Set the reservations to fixed numbers in the templates.' };
  return { status: 'ready', text: `${facts}.` };
}

async function reserved(account: Account, resource: Resource): Promise<number> {
  const name = await physicalId(account, resource);
  if (name === undefined) return 0;
  try {
    return (await account.call('lambda:GetFunctionConcurrency', { FunctionName: name })).ReservedConcurrentExecutions ?? 0;
  } catch (e) {
    if (e instanceof ServiceError && e.isNotFound) return 0;
    throw e;
  }
}
