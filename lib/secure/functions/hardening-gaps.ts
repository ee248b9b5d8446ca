import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The id of warnings about functions that are not hardened, or only in part. */
const HARDENING_GAP = 'Sec3-FunctionNotHardened';

/** Adds a warning with the gaps. Each gap continues the sentence 'The function ...'. */
export function reportGaps(fn: IConstruct, gaps: readonly string[]): void {
  if (gaps.length > 0) Validations.of(fn).addWarning(HARDENING_GAP, `The function ${gaps.join('; it ')}.`);
}
