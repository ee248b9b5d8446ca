/** The app of the quick starts, in TypeScript; with the context `python`, the app of the Python page. */
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApiAuthorization, ApiParameter, RequestModel, Sec3, SecureFunction, SecureRestApi } from 'cdk-sec3';

const app = new App();
const stack = new Stack(app, 'Orders');
const isPython = app.node.tryGetContext('python') !== undefined;
const handler = new SecureFunction(stack, 'Handler', {
  runtime: isPython ? Runtime.PYTHON_3_13 : Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(isPython ? "def handler(event, context):\n    return {'statusCode': 202}\n" : 'exports.handler = async () => ({ statusCode: 202 });'),
});
const order = RequestModel.fromSchema({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'amount'],
  properties: {
    id: { type: 'string', pattern: '^[0-9a-f-]{36}$', maxLength: 36 },
    amount: { type: 'integer', minimum: 1, maximum: 1000000 },
  },
});
const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam(), throttling: { rateLimit: 50, burstLimit: 100 } });
api.addEndpoint('POST /orders', { handler, body: order });
api.addEndpoint('GET /orders/{id}', { handler, pathParameters: { id: ApiParameter.pattern('^[0-9a-f-]{36}$', 36) } });
if (app.node.tryGetContext('careless')) new Secret(stack, 'PaymentKey');
if (app.node.tryGetContext('mistake')) api.addEndpoint('GET /orders', { handler, throttling: { rateLimit: 0, burstLimit: 10 } });

Sec3.enforce(app);
Validations.of(stack).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits' });
app.synth();
