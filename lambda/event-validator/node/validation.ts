import { decode } from './bytes';
import { checkEncoded, checkParsed, checkValue } from './check';
import { BusSource, Check, Contract, DirectSource, HttpSource, Source } from './contract';
import { AnyEvent, Kind, kindOf } from './events';
import { checkRequest } from './http-request';
import { describe, divide } from './outcome';
import { judgeRecords, Rejected, RecordSource } from './records';
import { below, InvalidResponse, InvalidEvent, Rejection } from './rejection';
import { accept, reject, reportResponse } from './report';
import { inspect, parseJson } from './strict-json';
import { isObject } from '../../../lib/json/json-object';

/** An entry for quarantine: the reason, and the event or record. */
export interface Quarantined {
  readonly source: string;
  readonly id?: string;
  readonly reason: { readonly field: string; readonly rule: string };
  readonly record: unknown;
}

/** Puts invalid records into quarantine. Returns the indexes of the records for which this failed. */
export type Quarantine = (records: readonly Quarantined[]) => Promise<ReadonlySet<number>>;

/** The result for an event: either the handler is called with `event`, and `finish` completes its response; or `answer` is the response. */
export type Verdict =
  | { readonly call: true; readonly event: unknown; readonly finish?: (result: unknown) => unknown }
  | { readonly call: false; readonly answer: unknown };

/** The response to an HTTP client. */
interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly isBase64Encoded: false;
}

const HTTP: readonly Kind[] = ['restApi', 'httpApi', 'functionUrl'];

/** Validates events and responses against the contract of one function. It keeps no state of events, which can be concurrent. */
export class Validation {
  private readonly sources = new Map<Kind | 'direct', Source[]>();

  constructor(
    private readonly contract: Contract,
    /** @default - nothing is quarantined, because the contract does not require it */
    private readonly quarantine?: Quarantine,
  ) {
    for (const source of contract.sources) this.sources.set(source.source, [...(this.sources.get(source.source) ?? []), source]);
  }

  /**
   * Validates an event. Returns immediately, unless something must be quarantined.
   *
   * @throws InvalidEvent if the invocation has to fail
   */
  public judge(event: unknown, requestId: string | undefined): Verdict | Promise<Verdict> {
    const kind = kindOf(event);
    const sources = this.sources.get(kind);
    if (!sources) return this.contract.isOpen ? { call: true, event } : this.judgeDirect(event, kind, requestId);
    if (HTTP.includes(kind)) return this.judgeRequest(sources as readonly HttpSource[], event as AnyEvent, kind, requestId);
    if (kind === 'eventBridge') return this.judgeBusEvent(sources as readonly BusSource[], event as AnyEvent, requestId);
    return this.judgeBatch(sources[0] as RecordSource, event as AnyEvent, requestId);
  }

  private judgeDirect(event: unknown, kind: Kind, requestId: string | undefined): Verdict {
    const [source] = (this.sources.get('direct') ?? []) as readonly (DirectSource | undefined)[];
    if (!source) {
      reject('unknown', [{ rejection: new Rejection('', 'source') }], requestId);
      throw new InvalidEvent(`no schema of the function applies to events of this source (${kind})`);
    }
    try {
      const checked = checkParsed(source.check, event);
      accept('direct', 1, requestId);
      return this.handOver('direct', checked, requestId);
    } catch (error) {
      throw this.rejected(error, 'direct', requestId);
    }
  }

  private judgeRequest(sources: readonly HttpSource[], event: AnyEvent, kind: Kind, requestId: string | undefined): Verdict {
    try {
      const request = checkRequest(sources, event);
      if (!request && this.contract.isOpen) return { call: true, event };
      if (!request) throw new Rejection('', 'route');
      accept(kind, 1, requestId);
      return this.handOver(kind, request, requestId);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      reject(kind, [{ rejection: error }], requestId);
      return { call: false, answer: httpAnswer(400, { message: 'Invalid request', field: error.field, rule: error.rule }) };
    }
  }

  private judgeBusEvent(sources: readonly BusSource[], event: AnyEvent, requestId: string | undefined): Verdict | Promise<Verdict> {
    const source = sources.find(({ eventSource, detailType }) => eventSource === event.source && detailType === event['detail-type']);
    if (!source) {
      reject('eventBridge', [{ rejection: new Rejection('', 'source') }], requestId);
      throw new InvalidEvent('no schema of the function applies to events of this source and detail type');
    }
    try {
      const detail = checkParsed(source.check, event.detail);
      accept('eventBridge', 1, requestId);
      return this.handOver('eventBridge', detail === event.detail ? event : { ...event, detail }, requestId);
    } catch (error) {
      const failure = this.rejected(error, 'eventBridge', requestId);
      if (!(error instanceof Rejection) || source.onInvalid === 'fail') throw failure;
      const { field, rule } = error;
      return this.quarantine!([{ source: 'eventBridge', id: event.id, reason: { field, rule }, record: event }]).then((failed) => {
        if (failed.size > 0) throw failure;
        return { call: false, answer: null };
      });
    }
  }

  private judgeBatch(source: RecordSource, event: AnyEvent, requestId: string | undefined): Verdict | Promise<Verdict> {
    const all = event.Records as readonly AnyEvent[];
    const judged = judgeRecords(source, all);
    const { rejected } = judged;
    reject(source.source, rejected, requestId);
    const verdict = (failing: ReadonlySet<number>): Verdict => {
      const { records, failures } = divide(source, all, judged, failing);
      accept(source.source, records.length, requestId);
      const answer = (result: unknown) => withFailures(result, failures);
      // With a tumbling window, the handler keeps a state that it must return.
      const isNothingLeft = records.length === 0 && all.length > 0 && event.window === undefined;
      if (isNothingLeft) return { call: false, answer: failures.length > 0 ? answer(undefined) : null };
      return this.handOver(source.source, { ...event, Records: records }, requestId, failures.length > 0 ? answer : undefined);
    };
    if (rejected.length === 0) return verdict(new Set());
    if (source.onInvalid === 'fail') return verdict(new Set(rejected.map(({ index }) => index)));
    return this.quarantine!(rejected.map((each) => quarantined(source.source, each))).then((failed) =>
      verdict(new Set(rejected.filter((_, place) => failed.has(place)).map(({ index }) => index))),
    );
  }

  private handOver(source: string, event: unknown, requestId: string | undefined, complete?: (result: unknown) => unknown): Verdict {
    const { response } = this.contract;
    if (!response) return { call: true, event, finish: complete };
    return { call: true, event, finish: (result) => this.checkedAnswer(source, result, requestId, complete) };
  }

  /** Validates the handler's response, and removes undeclared properties. */
  private checkedAnswer(source: string, result: unknown, requestId: string | undefined, complete?: (result: unknown) => unknown): unknown {
    const check = this.contract.response!;
    const isHttp = (HTTP as readonly string[]).includes(source);
    try {
      if (!isHttp) {
        const answer = JSON.parse(JSON.stringify(result ?? null)) as unknown;
        inspect(answer);
        checkValue(check, answer);
      } else if (isSuccess(result)) {
        below('/body', () => checkBody(check, result));
      }
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      reportResponse(source, error, requestId);
      if (isHttp) return httpAnswer(500, { message: 'Internal error' });
      throw new InvalidResponse(`the response of the handler is invalid: ${error.message}`);
    }
    return complete ? complete(result) : result;
  }

  /** Returns the error with which an invocation fails for an invalid event. */
  private rejected(error: unknown, source: string, requestId: string | undefined): unknown {
    if (!(error instanceof Rejection)) return error;
    reject(source, [{ rejection: error }], requestId);
    return new InvalidEvent(describe(error.rule, error.field));
  }
}

/** Checks whether a source of a contract needs a quarantine. */
export function needsQuarantine(sources: readonly Source[]): boolean {
  return sources.some((source) => 'onInvalid' in source && source.onInvalid === 'quarantine');
}

function quarantined(source: string, { id, record, rejection: { field, rule } }: Rejected): Quarantined {
  return { source, id, reason: { field, rule }, record };
}

/** Adds failures to the handler's response. */
function withFailures(result: unknown, failures: readonly string[]): unknown {
  const answer = isObject(result) ? result : {};
  const own = Array.isArray(answer.batchItemFailures) ? (answer.batchItemFailures as unknown[]) : [];
  return { ...answer, batchItemFailures: [...own, ...failures.map((itemIdentifier) => ({ itemIdentifier }))] };
}

function httpAnswer(statusCode: number, body: object): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), isBase64Encoded: false };
}

/** Checks whether a response is not an error. Errors have a different structure, which the schema does not describe. */
function isSuccess(result: unknown): boolean {
  return !isObject(result) || !('statusCode' in result) || Number(result.statusCode) < 300;
}

function checkBody(check: Check, result: unknown): void {
  if (!isObject(result) || result.isBase64Encoded !== true) checkValue(check, bodyOf(result));
  else checkEncoded(check, String(result.body), () => checkValue(check, bodyOf(result)));
}

/** Returns the body for an HTTP client. In payload format 2.0, a response without a status code is the body. */
function bodyOf(result: unknown): unknown {
  if (!isObject(result) || !('statusCode' in result)) {
    const value = typeof result === 'string' ? parseJson(result) : (JSON.parse(JSON.stringify(result ?? null)) as unknown);
    inspect(value);
    return value;
  }
  const { body, isBase64Encoded } = result;
  if (body === undefined || body === null || body === '') return null;
  return parseJson(isBase64Encoded === true ? decode(body).text : String(body));
}
