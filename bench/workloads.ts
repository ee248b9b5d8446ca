import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/**
 * Builds a typical service in a stack: functions behind POST methods with models and validators, each with a role and permission to send messages to
 * a queue.
 */
export function buildService(stack: Stack, functions: number): void {
  const api = new apigateway.RestApi(stack, 'Api');
  const queue = new sqs.Queue(stack, 'Queue');
  const model = api.addModel('Model', {
    schema: { type: apigateway.JsonSchemaType.OBJECT, properties: { id: { type: apigateway.JsonSchemaType.STRING, maxLength: 36 } } },
  });
  const requestValidator = api.addRequestValidator('Validator', { validateRequestBody: true });
  for (let i = 0; i < functions; i += 1) {
    const fn = new lambda.Function(stack, `Function${i}`, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
      environment: { QUEUE_URL: queue.queueUrl },
    });
    queue.grantSendMessages(fn);
    api.root.addResource(`resource${i}`).addMethod('POST', new apigateway.LambdaIntegration(fn), {
      requestValidator,
      requestModels: { 'application/json': model },
      authorizationType: apigateway.AuthorizationType.IAM,
    });
  }
}
