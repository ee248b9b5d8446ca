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
  { what: 'Secrets in inline code and user data that are no tokens of a known format', reason: 'Programs are read by scanners of code, which DependencyReview runs.' },
  { what: 'Outputs that show a parameter with NoEcho', reason: 'SecretNotInOutput follows references to secrets and to attributes that are.' },
  { what: 'Wildcards in parts of the name of an action', reason: 'A prefix such as s3:Get* is taken for a choice; only whole services are not.' },
  { what: 'Other accounts in a policy', reason: 'Which accounts are trusted is not known; everybody is looked for.' },
  { what: 'Throttling limits that are set very high', reason: 'What is high depends on the API.' },
  { what: 'Top-level domains among the allowed hosts of a RuntimePolicy', reason: 'Which hosts a function needs is not in the template.' },
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
