import type { AwsClient, Parameters } from './client/aws-client';
import { ServiceError, unaskable, UnaskableError } from './client/errors';
import { actionOf, OperationName } from './client/operations';
import type { Target } from './target';

/** Status of a question. `unknown` is never a success. */
export type Status = 'ready' | 'fails' | 'unknown';

/** Answer to a question. */
export interface Answer {
  readonly status: Status;
  /** The answer in one or two sentences. */
  readonly text: string;
  /** The fix, if it is not ready. */
  readonly fix?: string;
  /** Construct paths that the answer is about. @default - those that raise the question */
  readonly resources?: readonly string[];
}

/** A call that a question may make, and its resources. */
export interface Need {
  readonly operation: OperationName;
  /** ARNs as in a policy. @default - the operation does not support resources */
  readonly on?: readonly string[];
}

/** A question to an account that the templates depend on. */
export interface Question {
  /** Id of the kind of question: `bootstrap`. */
  readonly id: string;
  /** The question in one sentence. */
  readonly asked: string;
  /** Construct paths that raise the question. */
  readonly resources: readonly string[];
  /** All calls that it may make; others throw an error. */
  readonly needs: readonly Need[];
  ask(account: Account): Promise<Answer>;
}

/** Finds the questions of one kind that templates raise. */
export type Topic = (target: Target) => readonly Question[];

/** Access of one question to the account. It only permits the calls that the question declared, so the printed policy is sufficient. */
export interface Account {
  readonly id: string;
  call(operation: OperationName, parameters?: Parameters, region?: string): Promise<any>;
}

/** Reads an account for questions; identical calls are made once. */
export class AccountReader {
  private readonly answers = new Map<string, Promise<any>>();

  constructor(
    private readonly client: AwsClient,
    private readonly id: string,
  ) {}

  /** Asks a question. An error is an answer as well, and never a success. */
  public async put(question: Question): Promise<Answer> {
    const permitted = new Set(question.needs.map(({ operation }) => operation));
    try {
      return await question.ask({
        id: this.id,
        call: (operation, parameters = {}, region = this.client.region) => {
          if (!permitted.has(operation)) throw new Error(`question ${question.id} does not declare ${operation}`);
          return this.once(operation, parameters, region);
        },
      });
    } catch (e) {
      const reason = e instanceof ServiceError ? unaskable(e, actionOf(e.operation) ?? e.operation) : e;
      if (reason instanceof UnaskableError) return { status: 'unknown', text: `${reason.message}.`, fix: reason.fix };
      throw e;
    }
  }

  private once(operation: OperationName, parameters: Parameters, region: string): Promise<any> {
    const key = JSON.stringify([operation, parameters, region]);
    let answer = this.answers.get(key);
    if (!answer) this.answers.set(key, (answer = this.client.in(region).call(operation, parameters)));
    return answer;
  }
}

/** A page of a list. */
export interface Page<T> {
  readonly items?: readonly T[];
  /** The parameters of the next page; absent after the last one. */
  readonly next?: Parameters;
}

/** Returns all pages of a list. */
export async function pages<T>(account: Account, operation: OperationName, parameters: Parameters, read: (answer: any) => Page<T>): Promise<T[]> {
  const all: T[] = [];
  for (let next: Parameters | undefined = {}; next; ) {
    const page: Page<T> = read(await account.call(operation, { ...parameters, ...next }));
    all.push(...(page.items ?? []));
    next = page.next;
  }
  return all;
}
