import { TRUSTED_CALLERS, UNJUDGED_CALLERS } from '../inbound-events/template/function-callers';
import { UNJUDGED_POLICIES } from '../inbound-events/template/resource-policies';

/** Things that no rule looks at, with the reason. */
export interface NotJudged {
  readonly what: string;
  readonly reason: string;
  /** The properties of CloudFormation types that it is about, as `type path`. @default - none in particular */
  readonly properties?: readonly string[];
}

/** What the templates don't say, or say in a way that no rule reads. */
const LIMITS: readonly NotJudged[] = [
  { what: 'A short secret under a name that does not tell it', reason: 'Nothing sets it apart from other texts.' },
  { what: 'Secrets that programs put together, or have under a name that does not tell it', reason: 'Programs are read by scanners of code, which DependencyReview runs.' },
  { what: 'Outputs of stacks without a function', reason: 'SecretNotInOutput looks at them beside functions; of others it follows references to secrets.' },
  { what: 'Wildcards at the end of a verb and a noun, such as s3:GetObject*', reason: 'The prefix is taken for a choice, as grant methods of the CDK write it.' },
  { what: 'What roles of builds and deployments allow', reason: 'They make resources that are not there yet, and are gone while the workload runs.' },
  { what: 'Other accounts in a policy with a condition on who or where they are', reason: 'Which of them are trusted is not known.' },
  { what: 'Throttling limits that are set very high', reason: 'What is high depends on the API.' },
  { what: 'Single hosts among the allowed hosts of a RuntimePolicy', reason: 'Which hosts a function needs is not in the template.' },
  { what: 'Whether a build runs the scanner that it names', reason: 'The commands of a build are not run by the gate.' },
  { what: 'What changes a template after app.synth(), or ignores errors by --ignore-errors', reason: 'It comes after the gate: run cdk-sec3 check in the pipeline.' },
];

/** All that no rule looks at, as documents say it. */
export const NOT_JUDGED: readonly NotJudged[] = [
  ...LIMITS,
  ...listed('Functions that a trusted caller starts', TRUSTED_CALLERS),
  ...listed('Functions that are started in a way that is not followed', UNJUDGED_CALLERS),
  ...listed('Policies that say something else than who may come', UNJUDGED_POLICIES),
];

function listed(what: string, reasons: { readonly [reason: string]: readonly string[] }): NotJudged[] {
  return Object.entries(reasons).map(([reason, properties]) => ({ what, reason, properties }));
}
