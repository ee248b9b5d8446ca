/** Simulates AWS on this machine. Functions get fake credentials, and under the guard no network access. */
import { Answer, Asked, Remembering } from './answer';
import { BothHttp } from './both-http';
import { Call, operationAt, readCall } from './call';
import { Contents } from './contents';
import { declaredOf, faultOf, notFoundOf } from './faults';
import { madeOutput } from './made-output';
import type { KnownModels } from './models/known-models';
import type { Operation } from './models/service-model';
import { AwsPlan, USUAL } from './plan';
import { DynamoDb } from './services/dynamodb';
import { Messages } from './services/messages';
import { Parameters } from './services/parameters';
import { S3, s3Operation } from './services/s3';
import { writeAnswer, Written } from './write-answer';
import { CodeWords, NO_WORDS } from '../targets/dictionary';

/** Answers by operation, such as `SendMessage` or `GetItem`. They replace made-up answers. */
export interface RecordedAnswers {
  readonly [operation: string]: unknown;
}

/** A call that a handler made, and the answer that it got. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  /** `ok`, the code of an error, `no answer` if the connection ended, or `recorded`. */
  readonly answer: string;
}

/** The maximum number of calls that are kept of one run. */
const MOST_CALLS = 50;

/** A server on the loopback interface that answers calls of AWS SDKs. */
export class AwsAnswers {
  public readonly contents: Contents;
  private readonly server = new BothHttp(({ method, url, headers, body }) => this.answered(readCall(method, url, headers, body)));
  private readonly services: { readonly [name: string]: Remembering } = { dynamodb: new DynamoDb(), s3: new S3(), ssm: new Parameters() };
  private readonly messages = new Messages();
  private plan = USUAL;
  private made: AwsCall[] = [];

  /**
   * @param recorded answers that take precedence over made-up ones
   * @param models the known models of services. @default - none: a service without an implementation here answers with an empty object
   * @param words words in the handler's code
   */
  constructor(
    private readonly recorded: RecordedAnswers = {},
    private readonly models?: KnownModels,
    private readonly words: CodeWords = NO_WORDS,
  ) {
    this.contents = new Contents(words);
  }

  /** @returns the URL for `AWS_ENDPOINT_URL` */
  public async start(): Promise<string> {
    this.models?.load();
    return `http://127.0.0.1:${await this.server.start()}`;
  }

  public stop(): void {
    this.server.stop();
  }

  /** Begins a run with a plan. */
  public begin(plan: AwsPlan): void {
    this.plan = plan;
    this.made = [];
    this.contents.used.clear();
  }

  /** Forgets everything that was put into the services. */
  public forget(): void {
    for (const service of Object.values(this.services)) service.forget();
  }

  /** The calls since the run began. */
  public get calls(): readonly AwsCall[] {
    return this.made;
  }

  private answered(call: Call): Written | undefined {
    const operation = this.operationOf(call);
    const recorded = Object.hasOwn(this.recorded, operation.name) ? this.recorded[operation.name] : undefined;
    const answer = recorded !== undefined ? recordedAnswer(recorded) : this.fault(call, operation) ?? this.usual(call, operation);
    if (this.made.length < MOST_CALLS) this.made.push({ service: call.service, operation: operation.name, answer: recorded === undefined ? nameOf(answer) : 'recorded' });
    return writeAnswer(answer, call, operation);
  }

  private operationOf(call: Call): Operation {
    const { service, method, path, query, headers } = call;
    const name = call.operation ?? (service === 's3' ? s3Operation(method, path, query, 'x-amz-copy-source' in headers) : undefined);
    const models = this.models?.of(service) ?? [];
    if (name === undefined) return operationAt(call, models.flatMap((model) => [...model.values()])) ?? { name: `${method} ${path}`, errors: [] };
    return models.map((model) => model.get(name)).find((operation) => operation !== undefined) ?? { name, errors: [] };
  }

  private fault({ service }: Call, { name, errors }: Operation): Answer | undefined {
    const { fault, call, draw } = this.plan;
    if (fault === undefined || call !== this.made.length) return undefined;
    // Tables, buckets and parameters answer according to their content. They don't return every error that the model of their service declares.
    if (fault === 'declared' && Object.hasOwn(this.services, service)) return undefined;
    return fault === 'declared' ? declaredOf(errors, this.words.errors, draw) : faultOf(fault, service, name, errors);
  }

  private usual(call: Call, { name: operation, output, errors }: Operation): Answer {
    // Only the call that should go wrong can meet a conflict.
    const plan = this.plan.call === this.made.length ? this.plan : { ...this.plan, fault: undefined };
    const asked: Asked = { call, operation, plan, contents: this.contents };
    const own = (Object.hasOwn(this.services, call.service) ? this.services[call.service].answer(asked) : undefined) ?? this.messages.answer(asked);
    if (own) return own;
    return (plan.items === 'missing' ? notFoundOf(operation, errors) : undefined) ?? { output: madeOutput(output, asked) };
  }
}

function nameOf(answer: Answer): string {
  if ('drop' in answer) return 'no answer';
  if ('error' in answer) return answer.error;
  return 'status' in answer && answer.status >= 400 ? String(answer.status) : 'ok';
}

/** A text is the body of an answer. Any other value is an output. */
function recordedAnswer(recorded: unknown): Answer {
  return typeof recorded === 'string' ? { status: 200, headers: {}, body: recorded } : { output: recorded as { readonly [name: string]: unknown } };
}
