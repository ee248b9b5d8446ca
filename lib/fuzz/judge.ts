/** What a run says of a handler. */
import { isObject } from '../json/json-object';
import { FAKE_SECRET, MADE_UP } from './aws/answer';
import type { AwsCall } from './aws/aws-answers';
import { HandlerError, Run } from './runner/handler-process';
import { FuzzCase } from './targets/cases';
import { EntryPointKind } from './targets/entry-points';
import type { MarkedValues } from './targets/marked-values';

/** What can be wrong. */
export const FINDINGS = {
  'exception': 'The handler throws, which callers see as an error of the server, and sources of events try again.',
  'timeout': 'The handler does not end in time.',
  'exit': 'The handler ends its process.',
  'server-error': 'The handler answers with a status of 500 or more.',
  'malformed-response': 'What the handler returns is no response that its caller understands.',
  'invalid-admitted': 'What the model rejects is taken: nothing before the handler checks it, and neither does the handler.',
  'unvalidated': 'A request gets around the model, and the handler takes it.',
  'valid-rejected': 'All that the model accepts is rejected by the handler.',
  'stack-trace': 'A response shows a stack trace, or where files are.',
  'environment-value': 'A response shows the value of an environment variable.',
  'secret': 'A secret is in a response or in the log.',
  'sensitive-value-logged': 'The log shows a value that a schema marks as sensitive (x-sensitive).',
  'file-content': 'A response shows a file of the system.',
  'prototype-pollution': 'An event changes what all objects inherit.',
  'growing-state': 'What the handler keeps grows with each event.',
  'mixed-invocations': 'What one invocation answers depends on another that runs at the same time.',
  'guard-event': 'The runtime guard reports what an event made the handler do.',
  'mapping-injection': 'A value of a caller changes the structure of the request that a mapping template writes.',
  'mapping-failed': 'A mapping template fails for what the model accepts, or writes what its backend does not understand.',
  'undeclared-value': 'What neither the model nor the method declares gets through a mapping template.',
} as const;

export type FindingId = keyof typeof FINDINGS;

/** Something that is wrong, and by what it is told from others. */
export interface Observation {
  readonly id: FindingId;
  readonly message: string;
  readonly cause: string;
}

/** How a run went. */
export interface Judgement {
  /**
   * `offline`: the handler asked for hosts that it can't reach here, so that nothing can be said. `passedOn`: AWS answered with an error, and whoever calls the
   * handler gets to know that it failed.
   */
  readonly verdict: 'accepted' | 'rejected' | 'broken' | 'offline' | 'passedOn';
  /** Whether it rejects what the model accepts, by a status that says so. */
  readonly rejectsValid?: boolean;
  readonly observations: readonly Observation[];
}

/** What must not be seen. */
export interface Sensitive {
  /** Values of environment variables that are none by themselves. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Those whose names say that they are secrets, and credentials. */
  readonly secrets: readonly (readonly [name: string, value: string])[];
  /** Folders of the function and its layers. */
  readonly root: string;
  readonly layers: readonly string[];
  /** What the schemas of events mark; undefined where they mark nothing. Callers may see it, since it may be theirs. */
  readonly marked?: MarkedValues;
}

const HTTP: ReadonlySet<EntryPointKind> = new Set(['rest', 'http', 'url']);
const BATCHES: ReadonlySet<EntryPointKind> = new Set(['sqs', 'kinesis', 'dynamodb']);
const TRACE = /\n\s+at .+:\d+(:\d+)?\)?|Traceback \(most recent call last\)|\bFile "[^"]+", line \d+/;
/** Errors of those who find no network. */
const NETWORK = /\b(fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|getaddrinfo|Name or service not known|Temporary failure in name resolution)\b/;
/** Hosts that attacks name. */
const ATTACKED = /169\.254\.169\.254|sec3-fuzz\.example/;

/** Judges a run. */
export function judge(kind: EntryPointKind, sent: FuzzCase, run: Run, sensitive: Sensitive, calls: readonly AwsCall[]): Judgement {
  const observations: Observation[] = [];
  const note = (id: FindingId, message: string, cause = '') => observations.push({ id, message, cause: `${id} ${cause}` });
  const answer = run.end === 'returned' ? answerOf(kind, run.result!) : undefined;
  const shown = run.end === 'returned' ? textOf(run.result!) : '';
  for (const [name, value] of sensitive.secrets) {
    if (sent.event.includes(value)) continue;
    if (shown.includes(value)) note('secret', `a response shows ${name}`, name);
    if (run.logs.includes(value)) note('secret', `the log shows ${name}`, `log ${name}`);
  }
  for (const { place } of sensitive.marked?.shown(sent.event, run.logs) ?? []) note('sensitive-value-logged', `the log shows ${place}, which is marked as sensitive`, place);
  for (const [name, value] of sensitive.environment) if (shown.includes(value) && !sent.event.includes(value)) note('environment-value', `a response shows the variable ${name}`, name);
  if (HTTP.has(kind) && (TRACE.test(shown) || (shown.includes(sensitive.root) && !sent.event.includes(sensitive.root)))) note('stack-trace', 'a response shows a stack trace or the place of a file');
  if (/root:[^:\n]*:0:0:/.test(shown)) note('file-content', 'a response shows /etc/passwd');
  for (const name of run.pollution) note('prototype-pollution', `an event sets ${name}`, name.replace(/\.[^.]*$/, ''));
  const offline = run.guardEvents.filter(({ category, action, target }) => category === 'network' && action === 'blocked' && !ATTACKED.test(target ?? '') && !namedBy(sent, target));
  for (const event of run.guardEvents) if (!offline.includes(event) && !isHarmless(event)) note('guard-event', `${event.api}${event.target ? ` of ${event.target.slice(0, 80)}` : ''} (${event.category})`, `${event.category} ${event.api}`);
  const failed = failure(run, answer, sensitive);
  // The guard reports the same host at most once a second.
  if (failed && (offline.length > 0 || NETWORK.test(`${run.error?.message} ${run.error?.stack}`))) return { verdict: 'offline', observations };
  if (failed) {
    // Lambda's validator rejects by an error, on purpose.
    if (run.error && sensitive.layers.some((layer) => topFrame(run.error!, layer))) return { verdict: 'rejected', observations };
    if (isWholeBatch(kind, run)) return { verdict: 'rejected', observations };
    if (isPassedOn(kind, run, answer, calls)) return { verdict: 'passedOn', observations };
    note(failed.id, failed.message, failed.cause);
    return { verdict: 'broken', observations };
  }
  const isRejected = answer!.rejects;
  const rejectsValid = isRejected && ['valid', 'boundary'].includes(sent.kind) && [400, 415, 422].includes(answer!.status!) && !isOfValidator(run, sensitive);
  if (!isRejected && sent.kind === 'invalid') note('invalid-admitted', sent.note ?? 'what the model rejects is taken', sent.note?.replace(/^.* breaks /, ''));
  if (!isRejected && sent.kind === 'bypass') note('unvalidated', sent.note ?? 'a request gets around the model', sent.note);
  return { verdict: isRejected ? 'rejected' : 'accepted', observations, rejectsValid };
}

/** Whether a library says by an error that all records of a batch have failed. */
function isWholeBatch(kind: EntryPointKind, { error }: Run): boolean {
  return BATCHES.has(kind) && ['BatchProcessingError', 'FullBatchFailureError'].includes(error?.type ?? '');
}

/** Errors that AWS answers because of what callers ask for: handlers of requests have to expect them of tables and buckets. */
const OF_CALLERS = /^(ConditionalCheckFailedException|TransactionCanceledException|NoSuchKey|PreconditionFailed)$/;

/** Whether a run failed by an error that AWS answered, and in no other way. */
function isPassedOn(kind: EntryPointKind, run: Run, answer: Answer | undefined, calls: readonly AwsCall[]): boolean {
  const errors = calls.filter(({ answer: got }) => !['ok', 'recorded'].includes(got) && !(HTTP.has(kind) && OF_CALLERS.test(got)));
  if (errors.length === 0) return false;
  if (run.end === 'returned') return answer?.status !== undefined && answer.status >= 500;
  const { type = '', message = '' } = run.error ?? {};
  if (message.includes(MADE_UP)) return true;
  // Answers to HEAD have no body that could name the error.
  if (errors.some(({ operation }) => operation.startsWith('Head')) && /^(NotFound|Unknown|Forbidden|ClientError|\d{3})/.test(type)) return true;
  return errors.some(({ answer: got }) => (got === 'no answer' ? DROPPED.test(`${type} ${message}`) : type.includes(got.replace(/Exception$/, '')) || message.includes(got)));
}

/** Errors of clients whose connection ends. */
const DROPPED = /ECONNRESET|socket hang up|ConnectionClosed|EndpointConnection|Connection was closed|TimeoutError|other side closed|RemoteDisconnected|Connection aborted/i;

interface Answer {
  readonly status?: number;
  readonly rejects: boolean;
  readonly problem?: string;
}

function failure(run: Run, answer: Answer | undefined, { root }: Sensitive): Observation | undefined {
  switch (run.end) {
    case 'timeout':
      return { id: 'timeout', message: 'the handler does not end in time', cause: '' };
    case 'exited':
      return { id: 'exit', message: `the process ends with ${run.exitCode}`, cause: run.error ? frameOf(run.error, root) : String(run.exitCode) };
    case 'threw':
    case 'crashed': {
      const { type, message } = run.error!;
      const late = run.end === 'crashed' ? ', outside of the invocation' : '';
      return { id: 'exception', message: `${type}: ${message.split('\n')[0].slice(0, 200)}${late}`, cause: `${type} ${frameOf(run.error!, root)}` };
    }
    default:
      if (answer!.problem !== undefined) return { id: 'malformed-response', message: answer!.problem, cause: answer!.problem.replace(/\d+/g, '') };
      if (answer!.status !== undefined && answer!.status >= 500) return { id: 'server-error', message: `the handler answers with ${answer!.status}`, cause: String(answer!.status) };
      return undefined;
  }
}

/** What a caller makes of what was returned. */
function answerOf(kind: EntryPointKind, text: string): Answer {
  const result = JSON.parse(text) as any;
  if (!HTTP.has(kind)) return ofBatch(kind, result);
  if (!isObject(result) || (kind !== 'rest' && result.statusCode === undefined)) {
    return kind === 'rest' ? { rejects: false, problem: `a response is an object with a statusCode, and not ${text.slice(0, 40)}` } : { rejects: false, status: 200 };
  }
  const { statusCode, body, headers } = result;
  if (!Number.isInteger(Number(statusCode)) || statusCode === null || statusCode === '' || Number(statusCode) < 100 || Number(statusCode) > 599) {
    return { rejects: false, problem: `statusCode is ${JSON.stringify(statusCode)}` };
  }
  if (body !== undefined && body !== null && typeof body !== 'string' && (kind === 'rest' || typeof body !== 'object')) return { rejects: false, problem: `body is ${Array.isArray(body) ? 'a list' : `a ${typeof body}`}, and not a text` };
  if (headers !== undefined && headers !== null && (typeof headers !== 'object' || Object.values(headers).some((value) => typeof value === 'object' || /[\r\n]/.test(String(value))))) {
    return { rejects: false, problem: 'headers hold what is no header' };
  }
  return { status: Number(statusCode), rejects: Number(statusCode) >= 400 && Number(statusCode) < 500 };
}

function ofBatch(kind: EntryPointKind, result: any): Answer {
  const failures = BATCHES.has(kind) ? result?.batchItemFailures : undefined;
  if (failures === undefined) return { rejects: false };
  if (!Array.isArray(failures) || failures.some((entry) => typeof entry?.itemIdentifier !== 'string' || entry.itemIdentifier === '')) {
    return { rejects: false, problem: 'batchItemFailures is no list of itemIdentifiers, so that all of the batch is tried again' };
  }
  return { rejects: failures.length > 0 };
}

/** Whether the event validator in a layer has answered: what it rejects whatever the model says, such as half of a character, the handler does not get. */
function isOfValidator({ result }: Run, { layers }: Sensitive): boolean {
  if (layers.length === 0) return false;
  const { body } = JSON.parse(result!) as { readonly body?: unknown };
  return typeof body === 'string' && /^\{"message":"Invalid request","field":.*,"rule":"[^"]*"\}$/s.test(body);
}

/** The texts of a result, as callers see them. */
function textOf(result: string): string {
  const value = JSON.parse(result) as { readonly body?: unknown; readonly headers?: unknown } | null;
  const body = typeof value?.body === 'string' ? value.body : '';
  // What is JSON in the body has its line breaks written out.
  return `${result}\n${body}\n${body.replace(/\\n/g, '\n').replace(/\\"/g, '"')}`;
}

/** Where an error comes from: the first place in the function's code. */
function frameOf({ stack, message }: HandlerError, root: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.find((line) => line.includes(root));
  if (own) return own.trim().replace(root, '').replace(/^at (async )?/, '');
  return message.replace(/["'`].*["'`]|-?\d[\d.]*(e[+-]?\d+)?/gi, '').slice(0, 80);
}

function topFrame({ stack }: HandlerError, layer: string): boolean {
  return stack.split('\n').find((line) => /^\s+at /.test(line))?.includes(layer) ?? false;
}

/** What is done in any run, whatever is sent: temporary files, and code outside of the function's folder, which the harness is. */
function isHarmless({ category, target }: { readonly category: string; readonly target: string | null }): boolean {
  if (category === 'fileWrite') return /^\/(tmp|dev)\b/.test(target ?? '') && !/\.\.|passwd/.test(target ?? '');
  return category === 'nativeAddon';
}

/** Whether the event itself names a host. */
function namedBy({ event }: FuzzCase, target: string | null): boolean {
  const host = target?.replace(/:\d+$/, '');
  return host !== undefined && host.length > 3 && event.includes(host);
}

/** Variables of an environment. */
interface Variables {
  readonly [name: string]: string;
}

/** What must not be seen of a function's environment. */
export function sensitiveOf(literals: Variables, faked: Variables, root: string, layers: readonly string[]): Sensitive {
  const all = [...Object.entries(faked), ...Object.entries(literals)];
  const isSecret = (name: string) => /SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|API_?KEY|_KEY$/i.test(name) && !/ARN$|ID$|URL$|NAME$/i.test(name);
  return {
    root,
    layers,
    environment: Object.entries(faked).filter(([name, value]) => value.length >= 8 && !isSecret(name) && !name.startsWith('AWS_')),
    secrets: [...all.filter(([name, value]) => value.length >= 8 && isSecret(name)), ['the value of a secret', FAKE_SECRET]],
  };
}
