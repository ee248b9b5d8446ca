import { LambdaRuntime, LambdaRuntimeProps } from '../lambda-runtime';
import { policy } from '../native/guarded';

/** Where a trial takes place. All paths are absolute. */
export interface TrialProps {
  /** The interpreter, and the runtime client that it runs. */
  readonly interpreter: string;
  readonly client: LambdaRuntimeProps['client'];
  readonly env: Record<string, string>;
  /** The function's folder, with its packages. */
  readonly task: string;
  /** The folder of the unpacked layer. */
  readonly layer: string;
}

/** The function, which is asked for the work of one package. */
export const HANDLER = 'function.handler';

/** When the function makes what it uses. */
export type Made = 'import' | 'invocation';

/** What came of it: the answer, or the message of the error that came first; and the events of the guard, as `category action`. */
export interface TrialResult {
  readonly answer?: string;
  readonly error?: string;
  readonly events: readonly string[];
  /** The file that was last refused to make code, below the function's folder, as the event tells. */
  readonly maker?: string;
}

/** What stands in the way of a package under `strict`, and what takes it away. */
export interface StrictResult {
  /** What has to be on the policy's list of files that may make code, for it to work when it is made at import; or why it can't. */
  readonly atImport: { readonly initCode: readonly string[]; readonly problem?: string };
  /** Why it can't be made in the invocation. */
  readonly inInvocation?: string;
}

/** Lets a package do its work in one process, which serves one invocation. */
export async function trial(props: TrialProps, name: string, made: Made, document?: string): Promise<TrialResult> {
  const runtime = await LambdaRuntime.start({
    node: props.interpreter,
    client: props.client,
    taskRoot: props.task,
    handler: HANDLER,
    ...(document !== undefined && { guard: { policy: document, layer: props.layer } }),
    env: { ...props.env, PACKAGE: name, MADE: made },
  });
  try {
    const failed = runtime.initError().then((error) => ({ error, response: undefined }));
    const { response, error } = await Promise.race([runtime.invoke({}, { timeoutMs: 60_000 }), failed]);
    if (response === undefined && error === undefined) throw new Error(`${name} gave no answer: ${runtime.output}`);
    // What the process wrote may arrive after the answer.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const events = runtime.events.map(({ category, action }) => `${category} ${action}`);
    const maker = runtime.events.filter(({ category, action }) => category === 'dynamicCode' && action === 'blocked').pop()?.stack;
    return { answer: response, error: error && `${error.errorType}: ${error.errorMessage}`, events, maker: fileBelow(props.task, maker) };
  } finally {
    await runtime.stop();
  }
}

/** The file of a place such as `name (/folder/file.js:1:2)`. */
function fileBelow(folder: string, place: unknown): string | undefined {
  const [, file] = /(?:^|\()(?:file:\/\/)?(\/[^()]*?)(?::\d+)*\)?$/.exec(`${place}`) ?? [];
  return file?.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
}

/** Tries a package under `strict`; what an error or an event says has to be on the list is put there. */
export async function strictTrial(props: TrialProps, name: string, answer: string): Promise<StrictResult> {
  const late = await trial(props, name, 'invocation', policy('block'));
  const initCode: string[] = [];
  for (;;) {
    const early = await trial(props, name, 'import', policy('block', { initCode }));
    const [, file = early.maker] = /add (\S+) to initCode/.exec(early.error ?? '') ?? [];
    if (early.answer === answer || file === undefined || initCode.includes(file)) {
      return { atImport: { initCode: initCode.sort(), problem: problemOf(early, answer) }, inInvocation: problemOf(late, answer) };
    }
    initCode.push(file);
  }
}

/** The category that stopped a package, or what else is wrong; undefined where it gave the answer that is wanted. */
export function problemOf({ answer, error, events }: TrialResult, wanted: string): string | undefined {
  if (answer === wanted) return undefined;
  const [, category] = /runtime policy of this function \((\w+)\)/.exec(error ?? '') ?? [];
  return category ?? events.filter((event) => event.endsWith('blocked')).pop()?.split(' ')[0] ?? error ?? `it answered ${answer}`;
}
