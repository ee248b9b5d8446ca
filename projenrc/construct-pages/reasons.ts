/** Why constructs make what they make: by the type of a resource and its path, the first that matches. */
import { PlacedResource } from './pages';

interface Reason {
  readonly type: string;
  /** Which paths below the stack; all of the type where it is left out. */
  readonly at?: RegExp;
  readonly why: string;
}

export const REASONS: readonly Reason[] = [
  { type: 'AWS::ApiGateway::Account', why: 'Lets API Gateway write logs: a setting of the account and Region.' },
  { type: 'AWS::ApiGateway::Deployment', why: 'The version of the API that the stage serves.' },
  { type: 'AWS::ApiGateway::GatewayResponse', why: 'Error responses that name the field and give nothing else away.' },
  { type: 'AWS::ApiGateway::Method', why: 'The endpoint: authorization, model, parameters and validator.' },
  { type: 'AWS::ApiGateway::Model', why: 'The JSON Schema that bodies are validated against.' },
  { type: 'AWS::ApiGateway::RequestValidator', why: 'Has API Gateway validate the body, the parameters, or both.' },
  { type: 'AWS::ApiGateway::Resource', why: 'One part of a path.' },
  { type: 'AWS::ApiGateway::RestApi', why: 'The API, for TLS 1.2 or later alone.' },
  { type: 'AWS::ApiGateway::Stage', why: 'Where the API is served: limits, access log, tracing.' },
  { type: 'AWS::CloudTrail::Trail', why: 'Records management events, from which the events of secrets come.' },
  { type: 'AWS::CloudWatch::Alarm', why: 'See [Alarms](#alarms).' },
  { type: 'AWS::CloudWatch::Dashboard', why: 'Shows the age of each source, and what was read and sent.' },
  { type: 'AWS::CodeBuild::Project', why: 'Runs the scanners.' },
  { type: 'AWS::DynamoDB::GlobalTable', why: 'Holds what was read and sent, and the lease of the reading that runs.' },
  { type: 'AWS::Events::Rule', at: /\/Schedule$/, why: 'Starts a review once a day.' },
  { type: 'AWS::Events::Rule', at: /\/CanaryRule$/, why: 'Notes that a read of the canary has arrived.' },
  { type: 'AWS::Events::Rule', why: 'Turns events into messages of the topic.' },
  { type: 'AWS::IAM::Policy', at: /\/ExecutionPolicy$/, why: 'Writing to the log group, sending traces and failed events; nothing else.' },
  { type: 'AWS::IAM::Policy', at: /^\w+\/ServiceRole\/DefaultPolicy$/, why: 'Sending to the quarantine queue.' },
  { type: 'AWS::IAM::Policy', why: 'What the role may do: see [Permissions](#permissions).' },
  { type: 'AWS::IAM::Role', at: /^Sec3ApiLogRole/, why: 'The role with which API Gateway writes logs.' },
  { type: 'AWS::IAM::Role', why: 'A role for this one use.' },
  { type: 'AWS::KMS::Key', at: /TopicKey$/, why: 'Encrypts the topic; services that publish may use it.' },
  { type: 'AWS::KMS::Key', at: /^DependencyReview/, why: 'Encrypts reports and what the build makes.' },
  { type: 'AWS::KMS::Key', why: 'Encrypts the secret; used through Secrets Manager alone.' },
  { type: 'AWS::Lambda::CodeSigningConfig', why: 'Has Lambda reject code that no trusted profile has signed.' },
  { type: 'AWS::Lambda::Function', at: /RotationFunction$/, why: 'Replaces the value.' },
  { type: 'AWS::Lambda::Function', at: /Sec3CodeSigner|InspectorScanning/, why: 'The custom resource, which runs at deployment alone.' },
  { type: 'AWS::Lambda::Function', at: /^Custom::/, why: 'The CDK’s own: empties the bucket when the stack is deleted.' },
  { type: 'AWS::Lambda::Function', at: /^Bulletins/, why: 'Reads the sources, and sends what matters.' },
  { type: 'AWS::Lambda::Function', why: 'The function itself.' },
  { type: 'AWS::Lambda::LayerVersion', at: /RuntimeGuard/, why: 'The runtime guard; one for all functions of the stack.' },
  { type: 'AWS::Lambda::LayerVersion', at: /Workload/, why: 'The packages and services of the app, which bulletins are compared with.' },
  { type: 'AWS::Lambda::LayerVersion', why: 'The event validator with the compiled schemas.' },
  { type: 'AWS::Lambda::Permission', at: /Rotation/, why: 'Lets Secrets Manager start the rotation function.' },
  { type: 'AWS::Lambda::Permission', why: 'Lets the API invoke the function; its console’s test stage can’t.' },
  { type: 'AWS::Logs::LogGroup', at: /AccessLog$/, why: 'One line for each request, with the reason of a rejection; kept for a year.' },
  { type: 'AWS::Logs::LogGroup', at: /^VaultAudit/, why: 'Takes the lines of Vault’s audit device.' },
  { type: 'AWS::Logs::LogGroup', why: 'The only log group that is written to; kept for a year.' },
  { type: 'AWS::Logs::MetricFilter', why: 'Counts lines of the audit log that matter.' },
  { type: 'AWS::S3::Bucket', at: /Trail/, why: 'Holds the files of the trail.' },
  { type: 'AWS::S3::Bucket', at: /Reports$/, why: 'Holds reports, below `reports/`.' },
  { type: 'AWS::S3::Bucket', why: 'Holds the signed code, for Lambda to read.' },
  { type: 'AWS::S3::BucketPolicy', why: 'Denies requests without TLS.' },
  { type: 'AWS::SNS::Subscription', why: 'Who is notified.' },
  { type: 'AWS::SNS::Topic', why: 'Where messages go; encrypted.' },
  { type: 'AWS::SNS::TopicPolicy', why: 'Who may publish, and by TLS alone.' },
  { type: 'AWS::SQS::Queue', at: /FailedEvents$/, why: 'Keeps events of asynchronous invocations that failed for good, for 14 days.' },
  { type: 'AWS::SQS::Queue', at: /Quarantine$/, why: 'Keeps events that do not match their schema, for 14 days.' },
  { type: 'AWS::SQS::Queue', at: /CanaryReads$/, why: 'Takes reads of the canary, which its alarm counts.' },
  { type: 'AWS::SQS::Queue', why: 'Keeps messages that the topic did not take, for 14 days.' },
  { type: 'AWS::SQS::QueuePolicy', why: 'Denies requests without TLS, and names who may send.' },
  { type: 'AWS::Scheduler::Schedule', at: /Digest/, why: 'Sends the digest, on Mondays at 8:00 UTC.' },
  { type: 'AWS::Scheduler::Schedule', why: 'Reads one source.' },
  { type: 'AWS::Scheduler::ScheduleGroup', why: 'Holds the schedules.' },
  { type: 'AWS::SecretsManager::ResourcePolicy', why: 'Denies reading to all who were not granted it.' },
  { type: 'AWS::SecretsManager::RotationSchedule', at: /Canary/, why: 'Reads the canary once a day, by rotating it.' },
  { type: 'AWS::SecretsManager::RotationSchedule', why: 'Rotates it every 30 days.' },
  { type: 'AWS::SecretsManager::Secret', at: /Canary/, why: 'The canary: a secret without a use.' },
  { type: 'AWS::SecretsManager::Secret', why: 'The secret.' },
  { type: 'AWS::Signer::SigningProfile', why: 'Who signs.' },
  { type: 'AWS::WAFv2::WebACL', why: 'The firewall: managed rules, a limit for each address, and one on the size of bodies.' },
  { type: 'AWS::WAFv2::WebACLAssociation', why: 'Puts the firewall in front of the stage.' },
  { type: 'Custom::S3AutoDeleteObjects', why: 'The CDK’s own: empties the bucket when the stack is deleted.' },
  { type: 'Custom::Sec3InspectorScanning', why: 'Turns scans on, and waits until they are.' },
  { type: 'Custom::Sec3SignedCode', why: 'Has AWS Signer sign the code.' },
];

/** Why a resource is there. */
export function reasonOf({ Type, path }: Pick<PlacedResource, 'Type' | 'path'>): string {
  const reason = REASONS.find(({ type, at }) => type === Type && (at?.test(path) ?? true));
  if (!reason) throw new Error(`projenrc/construct-pages/reasons.ts does not say why ${Type} at ${path} is there`);
  return reason.why;
}
