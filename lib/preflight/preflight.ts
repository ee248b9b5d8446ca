import { AwsClient } from './client/aws-client';
import { Credentials, CredentialSource, findCredentials, findRegion } from './client/credentials';
import { ServiceError, unaskable, UnaskableError } from './client/errors';
import { AccountReader, Answer, Question, Status } from './question';
import { TOPICS, unaskedNames } from './questions';
import { Place, Target, targetsOf } from './target';
import type { StackTemplate } from '../gate';

/** Assembly to check, and credentials. */
export interface PreflightProps extends CredentialSource {
  readonly stacks: readonly StackTemplate[];
  /** Region of environment-agnostic stacks. @default - the Region of the environment or the profile */
  readonly region?: string;
  /** Only these environments, such as `aws://123456789012/eu-central-1`. @default - all */
  readonly only?: readonly string[];
  /** Time limit for all questions, in milliseconds. @default 120000 */
  readonly time?: number;
}

/** A question with its answer. */
export interface Asked extends Answer {
  readonly id: string;
  readonly asked: string;
  readonly resources: readonly string[];
}

/** The answers for one account and Region. */
export interface EnvironmentResult {
  /** `aws://account/region` */
  readonly environment: string;
  readonly stacks: readonly string[];
  readonly answers: readonly Asked[];
  /** Parts of the templates that no question covers. */
  readonly notAsked: readonly string[];
}

/** The result of a pre-flight. */
export interface PreflightResult {
  readonly status: Status | 'nothing-to-ask';
  readonly environments: readonly EnvironmentResult[];
  /** Environments of the assembly that were excluded. */
  readonly leftOut: readonly string[];
}

const TIME = 120_000;

/** Checks whether templates can be deployed, as far as questions exist for them. Makes only read calls. */
export async function preflight(props: PreflightProps): Promise<PreflightResult> {
  if (targetsOf(props.stacks).every((target) => raisedBy(target).length === 0 && target.blindSpots.length === 0)) {
    return { status: 'nothing-to-ask', environments: targetsOf(props.stacks).map((target) => result(target, [])), leftOut: [] };
  }
  const deadline = Date.now() + (props.time ?? TIME);
  const region = props.region ?? (await findRegion(props));
  const caller = await callerOf(props, region, deadline);
  const here: Place = { region, account: 'account' in caller ? caller.account : undefined };
  const [chosen, leftOut] = choose(targetsOf(props.stacks, here), props.only);
  const environments = await Promise.all(chosen.map((target) => askAll(target, caller, props, deadline)));
  return { status: statusOf(environments), environments, leftOut: leftOut.map(({ name }) => name) };
}

/** Returns the questions that the templates of an account and Region raise. */
export function raisedBy(target: Target): Question[] {
  return TOPICS.flatMap((topic) => topic(target));
}

/** Splits targets into selected ones and others. */
export function choose(targets: readonly Target[], only?: readonly string[]): readonly [Target[], Target[]] {
  const wanted = only?.map((name) => name.replace(/^aws:\/\//, ''));
  const isWanted = ({ name }: Target) => wanted?.includes(name.slice('aws://'.length)) ?? true;
  return [targets.filter(isWanted), targets.filter((target) => !isWanted(target))];
}

/** The identity of the credentials. */
interface Caller {
  readonly account: string;
  readonly credentials: Credentials;
}

async function callerOf(props: PreflightProps, region: string | undefined, deadline: number): Promise<Caller | UnaskableError> {
  try {
    const credentials = await findCredentials(props);
    const asked = region ?? props.stacks.find((stack) => stack.region !== undefined)?.region;
    if (asked === undefined) return new UnaskableError('The Region is unknown', 'Set it with --region or AWS_REGION.');
    const client = new AwsClient({ region: asked, credentials, environment: props.environment, deadline });
    return { account: (await client.call('sts:GetCallerIdentity')).Account, credentials };
  } catch (e) {
    if (e instanceof UnaskableError) return e;
    if (e instanceof ServiceError) return unaskable(e, e.operation);
    throw e;
  }
}

async function askAll(target: Target, caller: Caller | UnaskableError, props: PreflightProps, deadline: number): Promise<EnvironmentResult> {
  const questions = raisedBy(target);
  const problem = caller instanceof UnaskableError ? caller : problemOf(target, caller);
  if (problem !== undefined) {
    return result(target, questions.map((question) => ({ ...shown(question), status: 'unknown', text: `${problem.message}.`, fix: problem.fix })));
  }
  const { account, credentials } = caller as Caller;
  const client = new AwsClient({ region: target.place.region!, credentials, environment: props.environment, deadline });
  const reader = new AccountReader(client, account);
  return result(target, await Promise.all(questions.map(async (question) => ({ ...shown(question), ...(await reader.put(question)) }))));
}

function problemOf(target: Target, caller: Caller): UnaskableError | undefined {
  const { account, region } = target.place;
  if (region === undefined) return new UnaskableError('The Region is unknown', 'Set it with --region or AWS_REGION.');
  if (account === caller.account) return undefined;
  return new UnaskableError(
    `The credentials are of account ${caller.account}`,
    `Use credentials of account ${account} (--profile), and select the environments with --environment.`,
  );
}

function shown({ id, asked, resources }: Question) {
  return { id, asked, resources };
}

function result(target: Target, answers: readonly Asked[]): EnvironmentResult {
  const { blindSpots } = target;
  const hidden: Asked[] = blindSpots.length === 0 ? [] : [{
    id: 'templates',
    asked: 'Do the templates contain everything that is deployed?',
    status: 'unknown',
    text: `No, and other parts were not checked: ${blindSpots.join('; ')}.`,
    fix: 'Also check the templates behind them, or review them manually.',
    resources: [],
  }];
  const names = [...unaskedNames(target)].map(([type, count]) => `whether the name of each ${type} is free (${count})`);
  const stacks = target.stacks.map(({ constructPath, file }) => constructPath ?? file);
  return { environment: target.name, stacks, answers: [...hidden, ...answers], notAsked: names };
}

/** `unknown` has the highest priority: it may hide any failure. An environment without questions is not ready because of that. */
function statusOf(environments: readonly EnvironmentResult[]): PreflightResult['status'] {
  const answers = environments.flatMap((environment) => environment.answers);
  if (answers.some(({ status }) => status === 'unknown')) return 'unknown';
  if (answers.some(({ status }) => status === 'fails')) return 'fails';
  return environments.every((environment) => environment.answers.length > 0) ? 'ready' : 'nothing-to-ask';
}
