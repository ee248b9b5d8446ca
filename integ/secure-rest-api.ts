import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { integration } from './integration';
import { ApiAuthorization, RequestModel, SecureFunction, SecureRestApi } from 'cdk-sec3';

/** The API is deployed with its logs, and rejects callers without credentials and bodies that do not match the model. */
export const app = integration('SecureRestApi', ({ stack, assertions }) => {
  const handler = new SecureFunction(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
  });
  const body = RequestModel.fromSchema({ type: 'object', additionalProperties: false, required: ['amount'], properties: { amount: { type: 'integer', minimum: 1, maximum: 9 } } });
  const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
  api.addEndpoint('POST /orders', { handler, body });

  const { restApi } = api;
  assertions.httpApiCall(restApi.urlForPath('/orders'), { method: 'POST', body: '{"amount":1}' }).expect(ExpectedResult.objectLike({ status: 403 }));
  // The console's test of a method skips the authorization, and validates as the stage does.
  const invalid = assertions.awsApiCall('APIGateway', 'testInvokeMethod', {
    restApiId: restApi.restApiId,
    resourceId: restApi.root.getResource('orders')!.resourceId,
    httpMethod: 'POST',
    pathWithQueryString: '/orders',
    headers: { 'content-type': 'application/json' },
    body: '{"amount":10}',
  });
  invalid.provider.addToRolePolicy({ Effect: 'Allow', Action: ['apigateway:POST'], Resource: [stack.formatArn({ service: 'apigateway', account: '', resource: '/restapis', resourceName: `${restApi.restApiId}/*` })] });
  invalid.assertAtPath('status', ExpectedResult.exact(400));
});
