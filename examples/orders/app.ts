import * as path from 'path';
import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Security } from './security';
import {
  ApiAuthorization, ApiParameter, CertifiedDependencies, EventSchema, FuzzEvidence, RequestModel, RotatedSecret, RotationAdapter, RuntimePolicy,
  Sec3, SecretAudit, SecretAuditTrail, SecretRotation, SecureFunction, SecureFunctionOptions, SecureRestApi,
} from 'cdk-sec3';

/** Policy of functions that call the payment provider; all other functions only reach AWS. */
const PAYING = { runtimePolicy: RuntimePolicy.standard({ allowedHosts: ['payments.example.com:443'] }) };

/**
 * The order service of `examples/legacy` with all problems fixed. `-c reservedConcurrency=20` reserves that concurrency for each of its functions.
 */
class Orders extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const failed = new sqs.Queue(this, 'Failed', { enforceSSL: true });
    Validations.of(failed).acknowledge({ id: 'Serverless::Serverless-SQSRedrivePolicy', reason: 'It is a dead-letter queue itself.' });
    const queue = new sqs.Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(90),
      enforceSSL: true,
      deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
    });
    // Its first value is stored manually after deployment.
    const adapter = RotationAdapter.fromFunction(this.handler('RotatePaymentKey', 'rotate', { PROVIDER: 'https://payments.example.com' }, PAYING));
    const paymentKey = new RotatedSecret(this, 'PaymentKey', { rotation: SecretRotation.apiKey({ adapter }) });

    const create = this.handler('CreateOrder', 'create', { QUEUE_URL: queue.queueUrl });
    queue.grantSendMessages(create);

    const order = RequestModel.fromFile(path.join(__dirname, 'order.schema.json'));
    const process = this.handler('ProcessOrder', 'process', { TABLE_NAME: table.tableName }, {
      secrets: { PAYMENT_KEY_ARN: paymentKey }, eventSchemas: [EventSchema.sqs(order)], ...PAYING,
    });
    process.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true, maxConcurrency: 5 }));
    table.grantWriteData(process);
    Validations.of(process).acknowledge({
      id: 'Serverless::Serverless-LambdaEventSourceMappingDestination', reason: 'The queue has a dead-letter queue; mappings of SQS take none.',
    });

    const status = this.handler('OrderStatus', 'status', { TABLE_NAME: table.tableName });
    table.grantReadData(status);

    const api = new SecureRestApi(this, 'Api', { authorization: ApiAuthorization.iam(), throttling: { rateLimit: 50, burstLimit: 100 } });
    api.addEndpoint('POST /orders', { handler: create, body: order });
    const orderId = ApiParameter.pattern('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', 36);
    api.addEndpoint('GET /orders/{id}', { handler: status, pathParameters: { id: orderId } });

    new SecretAudit(this, 'SecretAudit', {
      expectedRoles: [process.role!, paymentKey.rotationFunction!.role!],
      // If the account or its organization has a trail, use SecretAuditTrail.existing.
      trail: SecretAuditTrail.create(),
    });
  }

  private handler(id: string, name: string, environment: { [key: string]: string }, options: SecureFunctionOptions = {}): SecureFunction {
    // A new account has a concurrency of 10, and 100 of the quota must stay unreserved, so only accounts with a known quota can reserve some.
    const reserved: unknown = this.node.tryGetContext('reservedConcurrency');
    const fn = new SecureFunction(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: `${name}.handler`,
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      environment,
      reservedConcurrentExecutions: reserved === undefined ? undefined : Number(reserved),
      ...options,
    });
    if (reserved === undefined) {
      Validations.of(fn).acknowledge({
        id: 'Sec3-FunctionConcurrencyBounded',
        reason: 'Nothing is reserved of an unknown quota; what limits it is its caller: the limits of the API, the queue’s mapping, or Secrets Manager.',
      });
    }
    return fn;
  }
}

export const app = new App();
const orders = new Orders(app, 'Orders');
new Security(app, 'Security');
CertifiedDependencies.fromFile(path.join(__dirname, 'certified-dependencies.json')).applyTo(app);
FuzzEvidence.fromFolder(path.join(__dirname, 'fuzz')).applyTo(app);
Sec3.enforce(app);
Validations.of(orders).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits; signing comes later.' });
