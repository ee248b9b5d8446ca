import { LambdaRuntime, LambdaRuntimeProps } from '../lambda-runtime';
import { policy } from '../native/guarded';

/** Settings of a trial. All paths are absolute. */
export interface TrialProps {
  /** The interpreter, and the runtime client that it runs. */
  readonly interpreter: string;
  readonly client: LambdaRuntimeProps['client'];
  readonly env: Record<string, string>;
  /** Folder of the function, with its packages. */
  readonly task: string;
  /** Folder of the unpacked layer. */
  readonly layer: string;
}

/** The function, which does the work of one package. */
export const HANDLER = 'function.handler';

/** Time at which the function creates its objects. */
export type Made = 'import' | 'invocation';

/** Result: the answer, or the message of the first error, and the events of the guard as `category action`. */
export interface TrialResult {
  readonly answer?: string;
  readonly error?: string;
  readonly events: readonly string[];
  /** The last file that was blocked from generating code, below the function's folder, as named in the event. */
  readonly maker?: string;
}

/** Obstacles of a package under `strict`, and their remedies. */
export interface StrictResult {
  /** Entries of the policy's list of files that may generate code, required for creation at import; or the reason why it fails. */
  readonly atImport: { readonly initCode: readonly string[]; readonly problem?: string };
  /** Reason why creation in the invocation fails. */
  readonly inInvocation?: string;
}

/** Runs the work of a package in one process, which serves one invocation. */
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
    // Output of the process may arrive after the answer.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const events = runtime.events.map(({ category, action }) => `${category} ${action}`);
    const maker = runtime.events.filter(({ category, action }) => category === 'dynamicCode' && action === 'blocked').pop()?.stack;
    return { answer: response, error: error && `${error.errorType}: ${error.errorMessage}`, events, maker: fileBelow(props.task, maker) };
  } finally {
    await runtime.stop();
  }
}

/** Returns the file of a location such as `name (/folder/file.js:1:2)`. */
function fileBelow(folder: string, place: unknown): string | undefined {
  const [, file] = /(?:^|\()(?:file:\/\/)?(\/[^()]*?)(?::\d+)*\)?$/.exec(`${place}`) ?? [];
  return file?.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
}

/** Tries a package under `strict`, and extends the list by the files named in errors and events. */
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

/** Returns the category that stopped a package, or another problem; undefined if the answer is as expected. */
export function problemOf({ answer, error, events }: TrialResult, wanted: string): string | undefined {
  if (answer === wanted) return undefined;
  const [, category] = /runtime policy of this function \((\w+)\)/.exec(error ?? '') ?? [];
  return category ?? events.filter((event) => event.endsWith('blocked')).pop()?.split(' ')[0] ?? error ?? `it answered ${answer}`;
}
