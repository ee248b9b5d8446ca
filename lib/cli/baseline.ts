import * as fs from 'fs';
import { CommandError } from './errors';
import { exclusively } from './exclusively';
import { rejectIncomplete } from './judge';
import { OutputFile } from './output-file';
import { Baseline, GateResult, UnreadableInput, writeBaseline } from '../gate';
import { count } from '../report';

const OPTION = '--baseline';

/**
 * Reads the baseline of a command.
 *
 * @param mayBeMissing whether the command will write it
 * @throws CommandError if the file is missing or is not a baseline
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
 * Writes the baseline for a result, completely or not at all. Other processes that write it have to wait.
 *
 * @returns the result with that baseline applied, with the fixed findings that were removed from it, and a sentence with the changes
 * @throws CommandError if the result does not cover all inputs, or if the file can't be written
 */
export function updateBaseline(before: Baseline, result: GateResult): { readonly result: GateResult; readonly changes: string } {
  rejectIncomplete(result, `Not everything could be checked, so ${before.file} was not changed:`);
  const output = new OutputFile(before.file, OPTION);
  return exclusively(before.file, () => {
    // Another process may have written it since it was first read.
    const latest = baselineAt(before.file, true);
    const compared = latest.applyTo(result);
    const after = latest.updatedBy(result);
    output.write(writeBaseline(after.entries));
    const updated = after.applyTo(result);
    const added = compared.findings.length - updated.findings.length;
    const { fixed } = compared.baseline!;
    return {
      result: { ...updated, baseline: { ...updated.baseline!, fixed } },
      changes: `${before.file} has ${count(after.entries.length, 'finding')}: ${added} added, ${fixed.length} removed`,
    };
  });
}
