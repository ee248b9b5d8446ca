import { readConfig } from './config';
import { CommandError } from './errors';
import { readInputs } from './inputs';
import { Io, pathFrom } from './io';
import { Progress } from './progress';
import { Gate, GateResult } from '../gate';
import { isIncomplete } from '../report';
import { SEC3_RULES } from '../secure/rules';

/** What the user named. */
export interface Subject {
  /** Cloud assemblies and templates, judged as one workload; `cdk.out` where there are none. */
  readonly paths: readonly string[];
  /** A file with levels, parameters of rules and acknowledgements. */
  readonly config?: string;
  /** Ids of the rules to run, without prefix. @default - all that the configuration leaves on */
  readonly only?: readonly string[];
}

/**
 * Runs every rule of the pack over cloud assemblies and templates.
 *
 * @param nothing what there is not, where no input can be read: 'There is nothing to check:'
 * @throws CommandError where nothing can be read, or the configuration is not right
 */
export function judge({ paths, config: file, only }: Subject, io: Io, nothing: string): GateResult {
  const config = file === undefined ? undefined : readConfig(pathFrom(io.cwd, file), SEC3_RULES);
  const off = (only ?? []).filter((id) => config?.gate.levels?.[id] === 'off');
  if (off.length > 0) throw new CommandError(`--only: ${file} switches ${off.join(', ')} off, so that nothing would be judged by it`);
  const progress = new Progress(io.progress);
  progress.phase('Reading templates');
  const inputs = readInputs(paths.map((given) => pathFrom(io.cwd, given)));
  if (inputs.stacks.length === 0) throw new CommandError(nothing, inputs.unreadable.map(({ error }) => error.message));
  const acknowledgements = [...(config?.acknowledgements ?? []), ...inputs.acknowledgements];
  const onRule = (done: number, all: number) => progress.bar(done, all, `${done} of ${all} rules`);
  try {
    return new Gate(SEC3_RULES, { ...config?.gate, only }).run({ ...inputs, acknowledgements, onRule });
  } finally {
    progress.clear();
  }
}

/**
 * Sees to it that a result that is not of all that was named is taken for no success.
 *
 * @param what how the error begins: 'Not everything could be checked:'
 * @throws CommandError with what could not be judged
 */
export function rejectIncomplete({ findings }: GateResult, what: string): void {
  const incomplete = findings.filter(isIncomplete);
  if (incomplete.length === 0) return;
  throw new CommandError(what, incomplete.map(({ path, message }) => (message.startsWith(path) ? message : `${path}: ${message}`)));
}
