import { readConfig } from './config';
import { CommandError } from './errors';
import { readInputs } from './inputs';
import { Io, pathFrom } from './io';
import { Progress } from './progress';
import { Gate, GateResult } from '../gate';
import { isIncomplete } from '../report';
import { SEC3_RULES } from '../secure/rules';

/** The inputs of a check. */
export interface Subject {
  /** Cloud assemblies and templates, checked as one workload; `cdk.out` if the list is empty. */
  readonly paths: readonly string[];
  /** A file with levels, rule parameters and acknowledgements. */
  readonly config?: string;
  /** Ids of the rules to run, without prefix. @default - all rules that the configuration does not disable */
  readonly only?: readonly string[];
}

/**
 * Runs the rules on cloud assemblies and templates.
 *
 * @param nothing start of the error message if no input can be read: 'There is nothing to check:'
 * @throws CommandError if no input can be read, or if the configuration is invalid
 */
export function judge({ paths, config: file, only }: Subject, io: Io, nothing: string): GateResult {
  const config = file === undefined ? undefined : readConfig(pathFrom(io.cwd, file), SEC3_RULES);
  const off = (only ?? []).filter((id) => config?.gate.levels?.[id] === 'off');
  if (off.length > 0) throw new CommandError(`--only: ${file} disables ${off.join(', ')}, so it would not run`);
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
 * Throws if a result does not cover all inputs, so that an incomplete result never counts as a success.
 *
 * @param what start of the error message: 'Not everything could be checked:'
 * @throws CommandError naming the inputs that could not be checked
 */
export function rejectIncomplete({ findings }: GateResult, what: string): void {
  const incomplete = findings.filter(isIncomplete);
  if (incomplete.length === 0) return;
  throw new CommandError(what, incomplete.map(({ path, message }) => (message.startsWith(path) ? message : `${path}: ${message}`)));
}
