import * as path from 'path';
import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization, RequestModel, RuntimePolicy, Sec3, SecureFunction, SecureRestApi } from 'cdk-sec3';

const app = new App();
const stack = new Stack(app, 'Feedback');

const table = new dynamodb.TableV2(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  removalPolicy: RemovalPolicy.RETAIN,
});

// The guard and the validator are layers: the handler is plain Python, and imports neither.
const feedback = new SecureFunction(stack, 'StoreFeedback', {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'feedback.handler',
  code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
  environment: { TABLE_NAME: table.tableName },
  // No subprocesses, no native libraries except the runtime's, no files outside of /tmp, no hosts except those of AWS.
  runtimePolicy: RuntimePolicy.standard(),
});
table.grantWriteData(feedback);

const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
api.addEndpoint('POST /feedback', { handler: feedback, body: RequestModel.fromFile(path.join(__dirname, 'feedback.schema.json')) });

Sec3.enforce(app);
Validations.of(stack).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits; signing comes later.' });
