import { Stack, Validations } from 'aws-cdk-lib';
import { AwsCustomResource } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

/** Acknowledges cdk-nag rules for the function that the CDK creates for an AwsCustomResource. */
export function acknowledgeProviderOf(resource: AwsCustomResource): void {
  const provider = Stack.of(resource).node.findChild(`AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`) as Construct;
  for (const id of [
    'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'Serverless::Serverless-LambdaDLQ',
    'Serverless::Serverless-LambdaDefaultMemorySize',
    'Serverless::Serverless-LambdaTracing',
  ]) {
    Validations.of(provider).acknowledge({ id, reason: 'The CDK creates this function for custom resources; CloudFormation invokes it at deployment, and waits for its response' });
  }
}
