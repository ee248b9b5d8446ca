import type { ResourceBody } from './template';
import { isObject } from '../../json/json-object';
import { own } from '../values/intrinsics';

/** The property with the name of a resource, by type. AWS accepts letters, digits and a few other characters in these, but no wildcards. */
const NAMES: { readonly [type: string]: string } = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::MSK::Cluster': 'ClusterName',
  'AWS::MSK::ServerlessCluster': 'ClusterName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** Properties with the ARN of a queue, a stream or another single resource, by type: Lambda uses it, and rejects one that it can't use. */
const ARNS: { readonly [type: string]: readonly string[] } = {
  'AWS::Lambda::EventInvokeConfig': ['DestinationConfig.OnFailure.Destination', 'DestinationConfig.OnSuccess.Destination'],
  'AWS::Lambda::EventSourceMapping': ['DestinationConfig.OnFailure.Destination', 'EventSourceArn'],
  'AWS::Lambda::Function': ['DeadLetterConfig.TargetArn'],
};

/**
 * Returns the parameters that are the name of a resource, or the ARN of one, under all conditions: a template with another value, such as a pattern,
 * does not deploy.
 */
export function namingParameters(resources: { readonly [logicalId: string]: ResourceBody }): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { Type: type, Properties: properties, Condition: condition } of Object.values(resources)) {
    if (condition !== undefined) continue;
    for (const path of [own(NAMES, type) ?? [], own(ARNS, type) ?? []].flat()) {
      const value = path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), properties);
      if (isObject(value) && typeof value.Ref === 'string') names.add(value.Ref);
    }
  }
  return names;
}
