import type { ResourceBody } from './template';
import { isObject } from '../../json/json-object';

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

/** The parameters that set the name of a resource under all conditions: a template with an invalid value does not deploy. */
export function namingParameters(resources: { readonly [logicalId: string]: ResourceBody }): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { Type: type, Properties: properties, Condition: condition } of Object.values(resources)) {
    const name = condition === undefined && Object.hasOwn(NAMES, type) ? properties?.[NAMES[type]] : undefined;
    if (isObject(name) && typeof name.Ref === 'string') names.add(name.Ref);
  }
  return names;
}
