import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The id of warnings about functions that hardening did not reach, or not in full. */
const HARDENING_GAP = 'Sec3-FunctionNotHardened';

/** Warns of what hardening left open, in words that follow on 'The function '. */
export function reportGaps(fn: IConstruct, gaps: readonly string[]): void {
  if (gaps.length > 0) Validations.of(fn).addWarning(HARDENING_GAP, `The function ${gaps.join('; it ')}.`);
}
