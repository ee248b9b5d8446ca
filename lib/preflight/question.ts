import type { AwsClient, Parameters } from './client/aws-client';
import { ServiceError, unaskable, UnaskableError } from './client/errors';
import { actionOf, OperationName } from './client/operations';
import type { Target } from './target';

/** How a question was answered. `unknown` is never a success. */
export type Status = 'ready' | 'fails' | 'unknown';

/** What came of a question. */
export interface Answer {
  readonly status: Status;
  /** In one or two sentences. */
  readonly text: string;
  /** What to do where it is not ready. */
  readonly fix?: string;
  /** Construct paths that it is about. @default - those that raise the question */
  readonly resources?: readonly string[];
}

/** A call that a question may make, and on what. */
export interface Need {
  readonly operation: OperationName;
  /** ARNs, as a policy names them. @default - the operation knows no resources */
  readonly on?: readonly string[];
}

/** Something to ask an account, since the templates depend on it. */
export interface Question {
  /** The same for all questions of a kind: `bootstrap`. */
  readonly id: string;
  /** The question itself, in one sentence. */
  readonly asked: string;
  /** Construct paths of what raises it. */
  readonly resources: readonly string[];
  /** All calls that it may make; others are refused. */
  readonly needs: readonly Need[];
  ask(account: Account): Promise<Answer>;
}

/** Finds the questions of one kind that templates raise. */
export type Topic = (target: Target) => readonly Question[];

/** The account as one question may read it: only by the calls that it declared, so that the printed policy is all it takes. */
export interface Account {
  readonly id: string;
  call(operation: OperationName, parameters?: Parameters, region?: string): Promise<any>;
}

/** Reads an account for questions; what two of them ask is asked once. */
export class AccountReader {
  private readonly answers = new Map<string, Promise<any>>();

  constructor(
    private readonly client: AwsClient,
    private readonly id: string,
  ) {}

  /** Puts a question. What keeps it from being answered is an answer too, and never a good one. */
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

/** A part of a list. */
export interface Page<T> {
  readonly items?: readonly T[];
  /** What asks for the next part; absent after the last. */
  readonly next?: Parameters;
}

/** All pages of a list. */
export async function pages<T>(account: Account, operation: OperationName, parameters: Parameters, read: (answer: any) => Page<T>): Promise<T[]> {
  const all: T[] = [];
  for (let next: Parameters | undefined = {}; next; ) {
    const page: Page<T> = read(await account.call(operation, { ...parameters, ...next }));
    all.push(...(page.items ?? []));
    next = page.next;
  }
  return all;
}
