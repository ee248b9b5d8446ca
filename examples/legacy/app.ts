import * as path from 'path';
import { App, CfnOutput, Duration, RemovalPolicy, SecretValue, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Sec3 } from 'cdk-sec3';

/** A typical order service: it works, and its security has not been reviewed yet. */
class LegacyOrders extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const table = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const queue = new sqs.Queue(this, 'Queue', { visibilityTimeout: Duration.seconds(90) });
    const paymentKey = new secretsmanager.Secret(this, 'PaymentKey', {
      secretStringValue: SecretValue.unsafePlainText('{"apiKey":"pk-4f9a1c77d0e24b6c9b1d2e3f"}'),
    });

    const create = this.handler('CreateOrder', 'create', {
      QUEUE_URL: queue.queueUrl,
      JWT_SECRET: 'k7Jd93hFq2LxZp0sVb8TnW4y',
    });
    queue.grantSendMessages(create);

    const process = this.handler('ProcessOrder', 'process', {
      TABLE_NAME: table.tableName,
      PAYMENT_KEY: paymentKey.secretValueFromJson('apiKey').unsafeUnwrap(),
    });
    process.addEventSource(new SqsEventSource(queue));
    table.grantWriteData(process);
    process.addToRolePolicy(new iam.PolicyStatement({ actions: ['secretsmanager:*'], resources: ['*'] }));

    const status = this.handler('OrderStatus', 'status', { TABLE_NAME: table.tableName });
    status.addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    const url = status.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });

    const cancel = this.handler('CancelOrder', 'cancel', { TABLE_NAME: table.tableName });
    table.grantReadWriteData(cancel);

    const api = new apigateway.RestApi(this, 'Api');
    const orders = api.root.addResource('orders');
    orders.addMethod('POST', new apigateway.LambdaIntegration(create));
    orders.addResource('{id}').addMethod('DELETE', new apigateway.LambdaIntegration(cancel));
    new CfnOutput(this, 'StatusUrl', { value: url.url });
  }

  private handler(id: string, name: string, environment: { [key: string]: string }): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_18_X,
      handler: `${name}.handler`,
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      environment,
    });
  }
}

const app = new App();
new LegacyOrders(app, 'LegacyOrders');
Sec3.enforce(app);
