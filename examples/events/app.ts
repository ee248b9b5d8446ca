import * as path from 'path';
import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventSchema, RequestModel, Sec3, SecureFunction } from 'cdk-sec3';

/** A failed record is retried, without the records that succeeded. */
const STREAM = { startingPosition: lambda.StartingPosition.LATEST, reportBatchItemFailures: true, retryAttempts: 3 };

/**
 * An event-driven shop. No service validates the events that it delivers, so each function does, before its handler. Invalid events go to quarantine.
 */
class Shop extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const order = RequestModel.fromFile(path.join(__dirname, 'order.schema.json'));

    // EventBridge: orders are stored.
    const table = new dynamodb.TableV2(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      dynamoStream: dynamodb.StreamViewType.NEW_IMAGE,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const placed = { source: 'shop.checkout', detailType: 'OrderPlaced' };
    const store = this.consumer('Store', EventSchema.eventBridge({ ...placed, detail: order }), { TABLE_NAME: table.tableName });
    table.grantWriteData(store);
    new events.Rule(this, 'OrderPlaced', {
      eventBus: new events.EventBus(this, 'Bus'),
      eventPattern: { source: [placed.source], detailType: [placed.detailType] },
      targets: [new LambdaFunction(store, { deadLetterQueue: this.deadLetters('StoreFailed') })],
    });

    // A stream of DynamoDB: stored orders are announced.
    const topic = new sns.Topic(this, 'Stored', { enforceSSL: true });
    const announce = this.consumer('Announce', EventSchema.dynamoDbStream(order), { TOPIC_ARN: topic.topicArn });
    topic.grantPublish(announce);
    announce.addEventSource(new DynamoEventSource(table, STREAM));

    // SNS: announced orders are put into the queue of the warehouse.
    const queue = new sqs.Queue(this, 'Parcels', {
      enforceSSL: true,
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: this.deadLetters('ParcelsFailed'), maxReceiveCount: 3 },
    });
    const dispatch = this.consumer('Dispatch', EventSchema.sns(order), { QUEUE_URL: queue.queueUrl });
    queue.grantSendMessages(dispatch);
    dispatch.addEventSource(new SnsEventSource(topic, { deadLetterQueue: this.deadLetters('DispatchFailed') }));

    // SQS: parcels are packed.
    const packed = new dynamodb.TableV2(this, 'Packed', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, removalPolicy: RemovalPolicy.RETAIN });
    const pack = this.consumer('Pack', EventSchema.sqs(order), { TABLE_NAME: packed.tableName });
    packed.grantWriteData(pack);
    pack.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true, maxConcurrency: 5 }));

    // Kinesis: the measurements of the warehouse's scales are summed up.
    const stream = new kinesis.Stream(this, 'Measures');
    const measure = RequestModel.fromFile(path.join(__dirname, 'measure.schema.json'));
    this.consumer('Sum', EventSchema.kinesis(measure)).addEventSource(new KinesisEventSource(stream, STREAM));
  }

  private consumer(id: string, schema: EventSchema, environment: { [name: string]: string } = {}): SecureFunction {
    return new SecureFunction(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: `${id.toLowerCase()}.handler`,
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      environment,
      eventSchemas: [schema],
    });
  }

  private deadLetters(id: string): sqs.Queue {
    return new sqs.Queue(this, id, { enforceSSL: true, retentionPeriod: Duration.days(14) });
  }
}

const app = new App();
const shop = new Shop(app, 'Shop');
Sec3.enforce(app);
Validations.of(shop).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits; signing comes later.' });
