import * as fs from 'fs';
import * as path from 'path';
import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { Sec3 } from 'cdk-sec3';

/** The order service of `examples/legacy`, made right. */
class Orders extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const queue = new sqs.Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(90),
      enforceSSL: true,
      deadLetterQueue: { queue: new sqs.Queue(this, 'Failed', { enforceSSL: true }), maxReceiveCount: 3 },
    });
    const paymentKey = this.paymentKey();

    const create = this.handler('CreateOrder', 'create', { QUEUE_URL: queue.queueUrl });
    queue.grantSendMessages(create);

    const process = this.handler('ProcessOrder', 'process', { TABLE_NAME: table.tableName, PAYMENT_KEY_ARN: paymentKey.secretArn });
    process.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
    Validations.of(process).acknowledge({
      id: 'Sec3-EventSourceValidated[not-validated]',
      reason:
        'Only CreateOrder is granted to send to the queue, and it passes on what API Gateway checked against order.schema.json; ' +
        'the handler itself checks no schema yet.',
    });
    table.grantWriteData(process);
    paymentKey.grantRead(process);

    const status = this.handler('OrderStatus', 'status', { TABLE_NAME: table.tableName });
    table.grantReadData(status);

    this.api(create, status);
  }

  /** The payment provider's key: its first value is stored by hand after deployment, and rotation replaces it every 30 days. */
  private paymentKey(): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'PaymentKey', { description: 'API key of the payment provider' });
    const rotation = this.handler('RotatePaymentKey', 'rotate', { PROVIDER: 'https://payments.example.com' });
    secret.addRotationSchedule('Rotation', { rotationLambda: rotation, automaticallyAfter: Duration.days(30) });
    // The CDK's permission lets Secrets Manager of any account invoke the function.
    for (const permission of rotation.node.children) {
      if (permission instanceof lambda.CfnPermission) permission.sourceAccount = this.account;
    }
    return secret;
  }

  private handler(id: string, name: string, environment: { [key: string]: string }): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: `${name}.handler`,
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      environment,
      timeout: Duration.seconds(10),
      reservedConcurrentExecutions: 20,
      tracing: lambda.Tracing.ACTIVE,
      logGroup: new logs.LogGroup(this, `${id}Logs`, { retention: logs.RetentionDays.ONE_YEAR }),
    });
  }

  private api(create: lambda.IFunction, status: lambda.IFunction): void {
    const access = new logs.LogGroup(this, 'Access', { retention: logs.RetentionDays.ONE_YEAR });
    const api = new apigateway.RestApi(this, 'Api', {
      defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
      deployOptions: {
        accessLogDestination: new apigateway.LogGroupLogDestination(access),
        accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
        throttlingRateLimit: 50,
        throttlingBurstLimit: 100,
        tracingEnabled: true,
      },
    });
    // The L2 construct has no property for these two yet.
    const cfnApi = api.node.defaultChild as apigateway.CfnRestApi;
    cfnApi.securityPolicy = 'SecurityPolicy_TLS13_1_3_2025_09';
    cfnApi.endpointAccessMode = 'STRICT';

    const order = api.addModel('Order', { schema: JSON.parse(fs.readFileSync(path.join(__dirname, 'order.schema.json'), 'utf8')) });
    const orders = api.root.addResource('orders');
    orders.addMethod('POST', new apigateway.LambdaIntegration(create), {
      requestModels: { '$default': order, 'application/json': order },
      requestValidator: api.addRequestValidator('Body', { validateRequestBody: true }),
    });
    orders.addResource('{id}').addMethod('GET', new apigateway.LambdaIntegration(status), {
      requestParameters: { 'method.request.path.id': true },
      requestValidator: api.addRequestValidator('Parameters', { validateRequestParameters: true }),
    });
    this.firewall(api);
  }

  private firewall(api: apigateway.RestApi): void {
    const managed = (name: string, priority: number): wafv2.CfnWebACL.RuleProperty => ({
      name,
      priority,
      overrideAction: { none: {} },
      statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
      visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
    });
    const acl = new wafv2.CfnWebACL(this, 'Firewall', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: [managed('AWSManagedRulesCommonRuleSet', 0), managed('AWSManagedRulesKnownBadInputsRuleSet', 1)],
      visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'Firewall', sampledRequestsEnabled: true },
    });
    new wafv2.CfnWebACLAssociation(this, 'FirewallOfApi', { resourceArn: api.deploymentStage.stageArn, webAclArn: acl.attrArn });
  }
}

const app = new App();
const orders = new Orders(app, 'Orders');
Sec3.enforce(app);
Validations.of(orders).acknowledge({
  id: 'Sec3-CodeSigningEnforced',
  reason: 'Only the pipeline may deploy, and it builds from reviewed commits; signing follows with the release process.',
});
