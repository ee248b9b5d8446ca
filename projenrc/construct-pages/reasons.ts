/** The purposes of resources, by type and path. The first match applies. */
import { PlacedResource } from './pages';

interface Reason {
  readonly type: string;
  /** Paths below the stack. Absent for all resources of the type. */
  readonly at?: RegExp;
  readonly why: string;
}

export const REASONS: readonly Reason[] = [
  { type: 'AWS::ApiGateway::Account', why: 'Allows API Gateway to write logs: a setting of the account and Region.' },
  { type: 'AWS::ApiGateway::Deployment', why: 'The version of the API that the stage serves.' },
  { type: 'AWS::ApiGateway::GatewayResponse', why: 'Error responses that name the field and reveal nothing else.' },
  { type: 'AWS::ApiGateway::Method', why: 'The endpoint: authorization, model, parameters and validator.' },
  { type: 'AWS::ApiGateway::Model', why: 'The JSON Schema that bodies are validated against.' },
  { type: 'AWS::ApiGateway::RequestValidator', why: 'Makes API Gateway validate the body, the parameters, or both.' },
  { type: 'AWS::ApiGateway::Resource', why: 'One part of a path.' },
  { type: 'AWS::ApiGateway::RestApi', why: 'The API, with TLS 1.2 or later only.' },
  { type: 'AWS::ApiGateway::Stage', why: 'The deployed stage of the API: limits, access log, tracing.' },
  { type: 'AWS::CloudTrail::Trail', why: 'Records management events, which include the events of secrets.' },
  { type: 'AWS::CloudWatch::Alarm', why: 'See [Alarms](#alarms).' },
  { type: 'AWS::CloudWatch::Dashboard', why: 'Shows the age of each source, and the numbers of read and sent bulletins.' },
  { type: 'AWS::CodeBuild::Project', why: 'Runs the scanners.' },
  { type: 'AWS::DynamoDB::GlobalTable', why: 'Stores read and sent bulletins, and the lease of the running invocation.' },
  { type: 'AWS::Events::Rule', at: /\/Schedule$/, why: 'Starts a review once a day.' },
  { type: 'AWS::Events::Rule', at: /\/CanaryRule$/, why: 'Records that a read of the canary was reported.' },
  { type: 'AWS::Events::Rule', why: 'Turns events into messages of the topic.' },
  { type: 'AWS::IAM::Policy', at: /\/ExecutionPolicy$/, why: 'Writing to the log group, sending traces and failed events; nothing else.' },
  { type: 'AWS::IAM::Policy', at: /^\w+\/ServiceRole\/DefaultPolicy$/, why: 'Sending to the quarantine queue.' },
  { type: 'AWS::IAM::Policy', why: 'The permissions of the role: see [Permissions](#permissions).' },
  { type: 'AWS::IAM::Role', at: /^Sec3ApiLogRole/, why: 'The role with which API Gateway writes logs.' },
  { type: 'AWS::IAM::Role', why: 'A role for this purpose only.' },
  { type: 'AWS::KMS::Key', at: /TopicKey$/, why: 'Encrypts the topic; services that publish may use it.' },
  { type: 'AWS::KMS::Key', at: /^DependencyReview/, why: 'Encrypts reports and artifacts of the build.' },
  { type: 'AWS::KMS::Key', why: 'Encrypts the secret; can only be used through Secrets Manager.' },
  { type: 'AWS::Lambda::CodeSigningConfig', why: 'Makes Lambda reject code without the signature of a trusted profile.' },
  { type: 'AWS::Lambda::Function', at: /RotationFunction$/, why: 'Replaces the value.' },
  { type: 'AWS::Lambda::Function', at: /Sec3CodeSigner|InspectorScanning/, why: 'The custom resource, which runs only at deployment.' },
  { type: 'AWS::Lambda::Function', at: /^Custom::/, why: 'The CDK’s own: empties the bucket when the stack is deleted.' },
  { type: 'AWS::Lambda::Function', at: /^Bulletins/, why: 'Reads the sources, and sends relevant bulletins.' },
  { type: 'AWS::Lambda::Function', why: 'The function itself.' },
  { type: 'AWS::Lambda::LayerVersion', at: /RuntimeGuard/, why: 'The runtime guard; one for all functions of the stack.' },
  { type: 'AWS::Lambda::LayerVersion', at: /Workload/, why: 'The packages and services of the app, which are matched with bulletins.' },
  { type: 'AWS::Lambda::LayerVersion', why: 'The event validator with the compiled schemas.' },
  { type: 'AWS::Lambda::Permission', at: /Rotation/, why: 'Allows Secrets Manager to start the rotation function.' },
  { type: 'AWS::Lambda::Permission', why: 'Allows the API to invoke the function; its console’s test stage can’t.' },
  { type: 'AWS::Logs::LogGroup', at: /AccessLog$/, why: 'One line for each request, with the reason of a rejection; kept for a year.' },
  { type: 'AWS::Logs::LogGroup', at: /^VaultAudit/, why: 'Receives the lines of Vault’s audit device.' },
  { type: 'AWS::Logs::LogGroup', why: 'The only log group that is written to; kept for a year.' },
  { type: 'AWS::Logs::MetricFilter', why: 'Counts relevant lines of the audit log.' },
  { type: 'AWS::S3::Bucket', at: /Trail/, why: 'Stores the files of the trail.' },
  { type: 'AWS::S3::Bucket', at: /Reports$/, why: 'Stores reports, below `reports/`.' },
  { type: 'AWS::S3::Bucket', why: 'Stores the signed code, for Lambda to read.' },
  { type: 'AWS::S3::BucketPolicy', why: 'Denies requests without TLS.' },
  { type: 'AWS::SNS::Subscription', why: 'A person or system that is notified.' },
  { type: 'AWS::SNS::Topic', why: 'Receives all messages; encrypted.' },
  { type: 'AWS::SNS::TopicPolicy', why: 'Who may publish, and only with TLS.' },
  { type: 'AWS::SQS::Queue', at: /FailedEvents$/, why: 'Keeps events of asynchronous invocations that finally failed, for 14 days.' },
  { type: 'AWS::SQS::Queue', at: /Quarantine$/, why: 'Keeps events that do not match their schema, for 14 days.' },
  { type: 'AWS::SQS::Queue', at: /CanaryReads$/, why: 'Receives reads of the canary, which its alarm counts.' },
  { type: 'AWS::SQS::Queue', why: 'Keeps messages that could not be published, for 14 days.' },
  { type: 'AWS::SQS::QueuePolicy', why: 'Denies requests without TLS, and names the senders.' },
  { type: 'AWS::Scheduler::Schedule', at: /Digest/, why: 'Sends the digest, on Mondays at 8:00 UTC.' },
  { type: 'AWS::Scheduler::Schedule', why: 'Reads one source.' },
  { type: 'AWS::Scheduler::ScheduleGroup', why: 'Contains the schedules.' },
  { type: 'AWS::SecretsManager::ResourcePolicy', why: 'Denies reading to all without a grant.' },
  { type: 'AWS::SecretsManager::RotationSchedule', at: /Canary/, why: 'Reads the canary once a day, by rotating it.' },
  { type: 'AWS::SecretsManager::RotationSchedule', why: 'Rotates it every 30 days.' },
  { type: 'AWS::SecretsManager::Secret', at: /Canary/, why: 'The canary: a secret that nothing uses.' },
  { type: 'AWS::SecretsManager::Secret', why: 'The secret.' },
  { type: 'AWS::Signer::SigningProfile', why: 'The signer.' },
  { type: 'AWS::WAFv2::WebACL', why: 'The firewall: managed rules, a rate limit for each address, and a limit on the size of bodies.' },
  { type: 'AWS::WAFv2::WebACLAssociation', why: 'Attaches the firewall to the stage.' },
  { type: 'Custom::S3AutoDeleteObjects', why: 'The CDK’s own: empties the bucket when the stack is deleted.' },
  { type: 'Custom::Sec3InspectorScanning', why: 'Enables scans, and waits until they are enabled.' },
  { type: 'Custom::Sec3SignedCode', why: 'Makes AWS Signer sign the code.' },
];

/** Returns the purpose of a resource. */
export function reasonOf({ Type, path }: Pick<PlacedResource, 'Type' | 'path'>): string {
  const reason = REASONS.find(({ type, at }) => type === Type && (at?.test(path) ?? true));
  if (!reason) throw new Error(`projenrc/construct-pages/reasons.ts has no purpose for ${Type} at ${path}`);
  return reason.why;
}
