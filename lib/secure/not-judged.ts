import { TRUSTED_CALLERS, UNJUDGED_CALLERS } from '../inbound-events/template/function-callers';
import { UNJUDGED_POLICIES } from '../inbound-events/template/resource-policies';

/** Something that no rule checks, and why. */
export interface NotJudged {
  readonly what: string;
  readonly reason: string;
  /** The affected properties of CloudFormation types, as `type path`. @default - no particular ones */
  readonly properties?: readonly string[];
}

/** What templates do not contain, or contain in a form that no rule reads. */
const LIMITS: readonly NotJudged[] = [
  { what: 'A short secret whose name does not suggest one', reason: 'It can’t be distinguished from other texts.' },
  { what: 'Secrets that programs compose, or whose name does not suggest one', reason: 'Code scanners read programs; DependencyReview runs them.' },
  { what: 'Outputs of stacks without a function', reason: 'SecretNotInOutput checks values of outputs in stacks with a function; in other stacks it only follows references to secrets.' },
  { what: 'Wildcards at the end of a verb and a noun, such as s3:GetObject*', reason: 'The prefix is regarded as deliberate, since grant methods of the CDK generate it.' },
  { what: 'Permissions of roles of builds and deployments', reason: 'They create resources that do not exist yet, and are not used while the workload runs.' },
  { what: 'Other accounts in a policy with a condition on identity or origin', reason: 'The templates do not show which of them are trusted.' },
  { what: 'CORS of buckets and of response headers policies', reason: 'Callers of a bucket need signed requests in any case; the origins of a distribution are evaluated separately.' },
  { what: 'The parts of a request that a cached response of an authorizer depends on', reason: 'Only the code of the authorizer shows the parts that it uses.' },
  {
    what: 'Whether AWS IoT verifies the signature of a token, and Amazon SES scans mail, before a function is called',
    reason: 'The code of the authorizer decides, and ServiceEventValidated covers functions that receive mail.',
    properties: ['AWS::IoT::Authorizer SigningDisabled', 'AWS::SES::ReceiptRule Rule.ScanEnabled'],
  },
  { what: 'The length of generated secrets', reason: 'Databases and providers limit it.' },
  { what: 'Throttling limits that are set very high', reason: 'An appropriate limit depends on the API.' },
  { what: 'Single hosts among the allowed hosts of a RuntimePolicy', reason: 'The template does not show which hosts a function needs.' },
  { what: 'Inputs of state machines in logs, unless their name suggests a secret', reason: 'The definition does not show other secrets in them.' },
  { what: 'Packages that the package manager of an operating system installs', reason: 'It verifies the signatures of the distribution.' },
  { what: 'Addresses of API destinations, delivery streams and rules of AWS IoT', reason: 'The services accept only https.' },
  { what: 'Pull requests that start a pipeline of AWS CodePipeline', reason: 'The connection to the repository decides whose pull requests it reports.' },
  { what: 'Whether a build really runs the scanner that it names', reason: 'The gate does not run the commands of a build.' },
  { what: 'Changes to a template after app.synth(), and errors ignored by --ignore-errors', reason: 'They happen after the gate: run cdk-sec3 check in the pipeline.' },
];

/** Everything that no rule checks, as the documents list it. */
export const NOT_JUDGED: readonly NotJudged[] = [
  ...LIMITS,
  ...listed('Functions that a trusted caller starts', TRUSTED_CALLERS),
  ...listed('Functions that are started in a way that is not analyzed', UNJUDGED_CALLERS),
  ...listed('Policies that do not control access', UNJUDGED_POLICIES),
];

function listed(what: string, reasons: { readonly [reason: string]: readonly string[] }): NotJudged[] {
  return Object.entries(reasons).map(([reason, properties]) => ({ what, reason, properties }));
}
