import { LambdaRuntime } from '../runtime-guard/lambda-runtime';

/** Stops a process permanently, as Lambda may do after each response. Returns the metrics of events that it has written before. */
export async function metricsWhenFrozen(runtime: LambdaRuntime): Promise<readonly { readonly [name: string]: unknown }[]> {
  process.kill(runtime.pid, 'SIGSTOP');
  let before: string | undefined;
  // Output in the pipe still arrives.
  while (runtime.output !== before) {
    before = runtime.output;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return runtime.output.split('\n').filter((line) => line.startsWith('{"type":"event-validation"')).map((line) => JSON.parse(line));
}
