import * as fs from 'fs';
import { CommandError } from './errors';
import { exclusively } from './exclusively';
import { rejectIncomplete } from './judge';
import { OutputFile } from './output-file';
import { Baseline, GateResult, UnreadableInput, writeBaseline } from '../gate';
import { count } from '../report';

const OPTION = '--baseline';

/**
 * The baseline that a command was given.
 *
 * @param mayBeMissing whether it is about to be written
 * @throws CommandError where it is not there or is no baseline
 */
export function baselineAt(file: string, mayBeMissing: boolean = false): Baseline {
  if (mayBeMissing && !fs.existsSync(file)) return new Baseline(file);
  try {
    return Baseline.read(file);
  } catch (e) {
    if (e instanceof UnreadableInput) throw new CommandError(`${OPTION} ${e.message}`);
    throw e;
  }
}

/**
 * Writes the baseline that a result asks for, as a whole or not at all, while no other process does.
 *
 * @returns the result as it is with that baseline, and what changed, as a sentence
 * @throws CommandError where the result is not of all that was named, or the file can't be written
 */
export function updateBaseline(before: Baseline, result: GateResult): { readonly result: GateResult; readonly changes: string } {
  rejectIncomplete(result, `Not everything could be checked, so that ${before.file} was left as it was:`);
  const output = new OutputFile(before.file, OPTION);
  return exclusively(before.file, () => {
    // Since it was first read, another process may have written it.
    const latest = baselineAt(before.file, true);
    const compared = latest.applyTo(result);
    const after = latest.updatedBy(result);
    output.write(writeBaseline(after.entries));
    const updated = after.applyTo(result);
    const added = compared.findings.length - updated.findings.length;
    const removed = compared.baseline!.fixed.length;
    return { result: updated, changes: `${before.file} has ${count(after.entries.length, 'finding')}: ${added} added, ${removed} removed` };
  });
}
