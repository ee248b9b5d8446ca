import * as path from 'path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApiAuthorization, ApiParameter, RequestModel, Sec3, SecureFunction, SecureRestApi } from 'cdk-sec3';

/** The folder of `examples/orders`. */
const orders = process.env.ORDERS!;

const app = new App();
const stack = new Stack(app, 'Orders');
const handler = new SecureFunction(stack, 'Create', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'create.handler',
  code: Code.fromAsset(path.join(orders, 'handlers')),
  environment: { QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders' },
  timeout: Duration.seconds(10),
  reservedConcurrentExecutions: 20,
});
const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam(), throttling: { rateLimit: 50, burstLimit: 100 } });
api.addEndpoint('POST /orders', { handler, body: RequestModel.fromFile(path.join(orders, 'order.schema.json')) });
api.addEndpoint('GET /orders/{id}', { handler, pathParameters: { id: ApiParameter.pattern('^[0-9a-f-]{36}$', 36) } });
if (app.node.tryGetContext('careless')) new Secret(stack, 'PaymentKey');

Sec3.enforce(app, { parameters: { maxRotationDays: 30 } });
Validations.of(stack).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits; signing comes later.' });
app.synth();
