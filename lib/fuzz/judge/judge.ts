/** Judges a single run of a handler. */
import { Answer, answerOf, HTTP } from './answer';
import { exceptionOf, failureOf } from './failure';
import type { Judgement, Observation } from './findings';
import { isPassedOn } from './passed-on';
import { faultOfRecord, isValidatorAnswer, isValidatorError, isWholeBatch } from './rejection';
import type { Sensitive } from './sensitive';
import { shownIn } from './shown';
import type { AwsCall } from '../aws/aws-answers';
import type { GuardEvent, Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import type { EntryPointKind } from '../targets/entry-points';

/** Errors of clients without a network. */
const NETWORK = /\b(fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|getaddrinfo|Name or service not known|Temporary failure in name resolution)\b/;
/** Hosts in attack texts. */
const ATTACKED = /169\.254\.169\.254|sec3-fuzz\.example/;
/** Statuses that report an invalid request. */
const INVALID_REQUEST: readonly (number | undefined)[] = [400, 415, 422];

/** Judges a run. */
export function judge(kind: EntryPointKind, sent: FuzzCase, run: Run, sensitive: Sensitive, calls: readonly AwsCall[]): Judgement {
  const answer = run.end === 'returned' ? answerOf(kind, run.result!) : undefined;
  const offline = run.guardEvents.filter((event) => isOffline(event, sent));
  const observations = [
    ...shownIn(run, sent, sensitive, HTTP.has(kind)),
    ...run.pollution.map((name) => observation('prototype-pollution', `an event sets ${name}`, name.replace(/\.[^.]*$/, ''))),
    ...run.guardEvents.filter((event) => !offline.includes(event) && !isHarmless(event)).map(reported),
  ];
  const failed = failureOf(run, answer, sensitive.root);
  if (!failed) return answered(sent, run, answer!, sensitive, observations);
  // The guard reports each host at most once a second, so a later run can fail without a report.
  if (offline.length > 0 || NETWORK.test(`${run.error?.message} ${run.error?.stack}`)) return { verdict: 'offline', observations };
  if (isValidatorError(run.error, sensitive.layers)) return { verdict: 'rejected', observations };
  const fault = faultOfRecord(run, sent);
  if (isWholeBatch(kind, run) && !fault) return { verdict: 'rejected', observations };
  if (isPassedOn(kind, run, answer, calls)) return { verdict: 'passedOn', observations };
  const { id, message, cause } = fault ? exceptionOf(fault, sensitive.root, ', for a record of the batch') : failed;
  return { verdict: 'broken', observations: [...observations, observation(id, message, cause)] };
}

/** Judges a run with an answer that its caller understands. */
function answered(sent: FuzzCase, run: Run, { rejects, status }: Answer, sensitive: Sensitive, observations: readonly Observation[]): Judgement {
  if (rejects) {
    const rejectsValid = ['valid', 'boundary'].includes(sent.kind) && INVALID_REQUEST.includes(status) && !isValidatorAnswer(run, sensitive);
    return { verdict: 'rejected', observations, rejectsValid };
  }
  return { verdict: 'accepted', observations: [...observations, ...admitted(sent)], rejectsValid: false };
}

/** Returns an observation if the handler accepted what should have been rejected. */
function admitted({ kind, note }: FuzzCase): Observation[] {
  if (kind === 'invalid') return [observation('invalid-admitted', note ?? 'an event that the model rejects is accepted', note?.replace(/^.* breaks /, ''))];
  return kind === 'bypass' ? [observation('unvalidated', note ?? 'a request gets around the model', note)] : [];
}

function observation(id: Observation['id'], message: string, cause = ''): Observation {
  return { id, message, cause: `${id} ${cause}` };
}

function reported({ api, target, category }: GuardEvent): Observation {
  return observation('guard-event', `${api}${target ? ` of ${target.slice(0, 80)}` : ''} (${category})`, `${category} ${api}`);
}

/** Checks whether the handler itself connects to a host that it can't reach here. Hosts in attacks and in the event don't count. */
function isOffline({ category, action, target }: GuardEvent, sent: FuzzCase): boolean {
  return category === 'network' && action === 'blocked' && !ATTACKED.test(target ?? '') && !isNamedBy(sent, target);
}

/**
 * Checks whether an event of the guard occurs in every run: writes to temporary files, and code outside of the function's folder, such as the
 * harness.
 */
function isHarmless({ category, target }: GuardEvent): boolean {
  if (category === 'fileWrite') return /^\/(tmp|dev)\b/.test(target ?? '') && !/\.\.|passwd/.test(target ?? '');
  return category === 'nativeAddon';
}

/** Checks whether the event itself contains the name of the host. */
function isNamedBy({ event }: FuzzCase, target: string | null): boolean {
  const host = target?.replace(/:\d+$/, '');
  return host !== undefined && host.length > 3 && event.includes(host);
}
