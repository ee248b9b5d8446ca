import { TRUSTED_CALLERS, UNJUDGED_CALLERS } from '../inbound-events/template/function-callers';
import { UNJUDGED_POLICIES } from '../inbound-events/template/resource-policies';

/** A subject that no rule checks, and the reason. */
export interface NotJudged {
  readonly what: string;
  readonly reason: string;
  /** The affected properties of CloudFormation types, as `type path`. @default - no particular ones */
  readonly properties?: readonly string[];
}

/** Facts that templates do not contain, or contain in a form that no rule reads. */
const LIMITS: readonly NotJudged[] = [
  { what: 'A short secret whose name does not suggest one', reason: 'It can’t be distinguished from other texts.' },
  { what: 'Secrets that programs compose, or whose name does not suggest one', reason: 'Code scanners read programs; DependencyReview runs them.' },
  { what: 'Outputs of stacks in which nothing has variables or secrets', reason: 'SecretNotInOutput only follows references to secrets there.' },
  { what: 'Wildcards at the end of a verb and a noun, such as s3:GetObject*', reason: 'The prefix is regarded as deliberate, since grant methods of the CDK generate it.' },
  { what: 'Permissions of roles of builds and deployments', reason: 'They create resources that do not exist yet, and are not used while the workload runs.' },
  { what: 'Other accounts in a policy with a condition on identity or origin', reason: 'The templates do not show which of them are trusted.' },
  { what: 'CORS of buckets', reason: 'Their callers need signed requests in any case.' },
  { what: 'Other parts of a request that an authorizer uses, besides a credential that its cached responses depend on', reason: 'Only the code of the authorizer shows the parts that it uses.' },
  { what: 'Headers that identify a caller to a backend, except in mapping templates and resolvers', reason: 'Proxy integrations pass on all headers of a caller in any case.' },
  { what: 'Identities in paths, query strings, bodies and arguments', reason: 'They may name another user on purpose, as the ones of an administrator do.' },
  { what: 'Introspection of GraphQL schemas', reason: 'A schema is no secret; AppSyncAuthorized checks the authorization of callers.' },
  { what: 'App clients of the own user pool that an API of AppSync accepts', reason: 'The pool and its clients belong to the workload.' },
  { what: 'Guardrails and confirmations of agents of Amazon Bedrock', reason: 'They apply to texts of a model; ServiceEventValidated covers functions that it calls.' },
  { what: 'Protocols and ciphers of AWS Transfer Family', reason: 'FTP works only within networks, and functions there get events of the service.' },
  {
    what: 'TLS between mail servers',
    reason: 'Mail servers that do not support it are common, and functions that receive mail have to validate it in any case.',
    properties: ['AWS::SES::ConfigurationSet DeliveryOptions.TlsPolicy', 'AWS::SES::MailManagerIngressPoint TlsPolicy', 'AWS::SES::ReceiptRule Rule.TlsPolicy'],
  },
  { what: 'Tokens in query strings', reason: 'WebSocket clients of browsers and webhooks can send them in no other way.' },
  { what: 'Other APIs, rules and topics of the own account as sources of events', reason: 'Principals that can create them there can often change the function as well.' },
  { what: 'Passwords, MFA, sign-up, token lifetimes and threat protection of user pools', reason: 'They identify users; SEC 1 of the lens asks about them.' },
  { what: 'Rules and rule groups that a web ACL only counts, besides others that block', reason: 'Rules that reject valid requests of an application have to be left out.' },
  { what: 'Rate limits of a web ACL by an address in a header', reason: 'No rule requires such a limit; ApiThrottled covers the limits of APIs.' },
  { what: 'Shares of AWS RAM', reason: 'They name the accounts that use a resource, and its policy or authorizer decides on each request.' },
  { what: 'Tools behind a gateway of Amazon Bedrock AgentCore', reason: 'AgentGatewayAuthorized covers their callers, and ServiceEventValidated functions among them.' },
  { what: 'Static files without a function behind or before them', reason: 'No function receives their requests.' },
  { what: 'TLS, encryption and networks of databases and search domains', reason: 'They protect stored data, which SEC 3 does not ask about.' },
  {
    what: 'Whether AWS IoT verifies the signature of a token, and Amazon SES scans mail, before a function is called',
    reason: 'The code of the authorizer decides, and ServiceEventValidated covers functions that receive mail.',
    properties: ['AWS::IoT::Authorizer SigningDisabled', 'AWS::SES::ReceiptRule Rule.ScanEnabled'],
  },
  { what: 'The length of generated secrets', reason: 'Databases and providers limit it.' },
  { what: 'Throttling limits that are high, but below the quota of an account', reason: 'An appropriate limit depends on the API.' },
  { what: 'Single hosts among the allowed hosts of a RuntimePolicy', reason: 'The template does not show which hosts a function needs.' },
  { what: 'Inputs of state machines in logs, unless their name suggests a secret', reason: 'The definition does not show other secrets in them.' },
  { what: 'Packages that the package manager of an operating system installs', reason: 'It verifies the signatures of the distribution.' },
  { what: 'Addresses of API destinations, delivery streams and rules of AWS IoT', reason: 'The services accept only https.' },
  { what: 'Pull requests that start a pipeline of AWS CodePipeline', reason: 'The connection to the repository decides whose pull requests it reports.' },
  { what: 'What commands of a build print', reason: 'AWS CodeBuild masks the values of Secrets Manager and Parameter Store in its logs.' },
  { what: 'Levels of logs of functions', reason: 'Only the code of the function shows what it logs at a level.' },
  { what: 'Pull requests among the subjects of a role for an identity provider', reason: 'The role may be one that only reads; the repository decides whose pull requests get a token.' },
  { what: 'Services in key policies without a condition on their source', reason: 'The key opens data only together with the resource that it encrypts; SendingServiceScoped checks policies of queues, topics and buckets.' },
  { what: 'The audience of a role for SAML', reason: 'The identity provider decides which of its users get an assertion that names the role.' },
  { what: 'Runtimes of builds and of AWS App Runner', reason: 'RuntimeSupported judges what handles events: functions, and canaries, which run as functions.' },
  { what: 'Reading objects and items of other users of an identity pool', reason: 'Users often share data; ServiceRoleLeastPrivilege reports changes of it.' },
  { what: 'Versions of AWS Glue', reason: 'AWS Glue starts no job on a version after its end of life.' },
  { what: 'Whether a build really runs the scanner that it names', reason: 'The gate does not run the commands of a build.' },
  { what: 'Changes to a template after app.synth(), and errors ignored by --ignore-errors', reason: 'They happen after the gate: run cdk-sec3 check in the pipeline.' },
];

/** All subjects that no rule checks, as the documents list them. */
export const NOT_JUDGED: readonly NotJudged[] = [
  ...LIMITS,
  ...listed('Functions that a trusted caller starts', TRUSTED_CALLERS),
  ...listed('Functions that are started in a way that is not analyzed', UNJUDGED_CALLERS),
  ...listed('Policies that do not control access', UNJUDGED_POLICIES),
];

function listed(what: string, reasons: { readonly [reason: string]: readonly string[] }): NotJudged[] {
  return Object.entries(reasons).map(([reason, properties]) => ({ what, reason, properties }));
}
