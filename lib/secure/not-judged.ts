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
  { what: 'What roles of builds and deployments allow', reason: 'They create resources that do not exist yet, and are not used while the workload runs.' },
  { what: 'Other accounts in a policy with a condition on who or where they are', reason: 'It is not known which of them are trusted.' },
  { what: 'CORS of buckets', reason: 'Their callers need signed requests in any case.' },
  { what: 'Which other parts of a request an authorizer decides by, beside a credential that its cached answers are for', reason: 'Only its code shows them.' },
  { what: 'Headers by which a backend knows who calls', reason: 'Integrations that are proxies pass on all headers of a caller in any case.' },
  { what: 'Introspection of GraphQL schemas', reason: 'A schema is no secret; AppSyncAuthorized judges who may call.' },
  { what: 'Which app clients of its own user pool an API of AppSync accepts', reason: 'The pool belongs to the workload, and so do its clients.' },
  { what: 'Guardrails and confirmations of agents of Amazon Bedrock', reason: 'They judge what a model says; ServiceEventValidated judges functions that it calls.' },
  { what: 'Protocols of AWS Transfer Family', reason: 'FTP works only within networks, and functions there get events of the service.' },
  { what: 'Tokens in query strings', reason: 'WebSocket clients of browsers and webhooks can send them in no other way.' },
  { what: 'Other APIs, rules and topics of the own account as sources of events', reason: 'Who may create them there may change the function as well.' },
  { what: 'Passwords, MFA, sign-up, token lifetimes and threat protection of user pools', reason: 'They identify users; SEC 1 of the lens asks about them.' },
  { what: 'Which rules of a managed rule group a web ACL only counts', reason: 'Rules that reject right requests of an application have to be left out.' },
  { what: 'Static files without a function behind or before them', reason: 'No function receives their requests.' },
  { what: 'TLS, encryption and networks of databases and search domains', reason: 'They protect stored data, which SEC 3 does not ask about.' },
  {
    what: 'Whether AWS IoT verifies the signature of a token, and Amazon SES scans mail, before a function is called',
    reason: 'The authorizer decides itself whom it accepts, and ServiceEventValidated judges functions that receive mail.',
    properties: ['AWS::IoT::Authorizer SigningDisabled', 'AWS::SES::ReceiptRule Rule.ScanEnabled'],
  },
  { what: 'The length of generated secrets', reason: 'Databases and providers limit it.' },
  { what: 'Throttling limits that are high, but below the quota of an account', reason: 'An appropriate limit depends on the API.' },
  { what: 'Single hosts among the allowed hosts of a RuntimePolicy', reason: 'The template does not contain which hosts a function needs.' },
  { what: 'Inputs of state machines in logs, unless their name suggests a secret', reason: 'The definition does not say what else in them is one.' },
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
  ...listed('Policies that say something other than who has access', UNJUDGED_POLICIES),
];

function listed(what: string, reasons: { readonly [reason: string]: readonly string[] }): NotJudged[] {
  return Object.entries(reasons).map(([reason, properties]) => ({ what, reason, properties }));
}
