import { Names } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { MappingTemplate } from './mapping-template';

/**
 * How the messages of an endpoint are ordered in a FIFO queue or topic.
 */
export interface ApiServiceFifoOptions {
  /**
   * Property of the body that becomes the message group id; required, a string of at most 128 characters.
   *
   * @default - none; FIFO queues and topics need one
   */
  readonly messageGroupIdProperty?: string;

  /**
   * Property of the body that becomes the deduplication id; required, a string of at most 128 characters.
   *
   * @default - none; deduplication is by content
   */
  readonly deduplicationIdProperty?: string;
}

/**
 * What an event is called that an endpoint puts on a bus.
 */
export interface ApiServiceEventOptions {
  /**
   * Source of the events, such as `com.example.orders`; at most 256 characters. `aws.` is reserved.
   */
  readonly source: string;

  /**
   * Detail type of the events, such as `OrderPlaced`; at most 128 characters.
   */
  readonly detailType: string;
}

/**
 * How the items of an endpoint are keyed in a table.
 */
export interface ApiServiceItemOptions {
  /**
   * Property of the body that is the partition key; required, of type string, integer or number.
   */
  readonly partitionKey: string;

  /**
   * Property of the body that is the sort key; required, of type string, integer or number.
   *
   * @default - the table has none
   */
  readonly sortKey?: string;

  /**
   * Whether an item with the same key is replaced. Callers choose the key, so that this lets each of them write over what
   * others have written.
   *
   * @default false - the request is refused with status 400
   */
  readonly overwrite?: boolean;
}

/** How an endpoint reaches its service. */
interface Target {
  readonly factory: string;
  /** Service and action, as the integration's URI names them. */
  readonly service: string;
  /** Where the resource is, which may be another Region than that of the API. */
  readonly region: string;
  readonly action?: string;
  readonly path?: string;
  readonly mapping: (schema: any) => MappingTemplate;
  readonly permission: Permission;
  /** Status of the answer to a request that was taken. */
  readonly status: '201' | '202';
  /** VTL condition, over the service's answer, under which the request was not taken all the same. */
  readonly refusal?: string;
}

/** What an endpoint does, and nothing else. The grants of the resources themselves allow more: indexes, keys by wildcard. */
interface Permission {
  readonly action: string;
  readonly resourceArn: string;
  readonly key?: kms.IKey;
  readonly keyActions?: readonly string[];
}

/**
 * Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const MESSAGE_KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const TABLE_KEY_ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

const ANSWERS = { bad: '{"message":"Bad request"}', failed: '{"message":"Internal error"}' };

/**
 * An AWS service behind an endpoint, with no function between: API Gateway sends what the endpoint's model declares, and
 * nothing else, by a {@link MappingTemplate}.
 *
 * API Gateway has a role for it that may do this one action on this one resource. Its answers say whether the request was
 * taken (201 or 202), was bad (400) or failed (500), and nothing of the service's own answer. Parameters are validated as
 * the endpoint says; none is sent to the service.
 *
 * Serves SEC 3, "Validate inbound events".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-aws-proxy.html
 */
export class ApiService {
  /**
   * Sends each body as a message to a queue; the answer is 202.
   *
   * @param queue the queue, which the endpoint is allowed to send to
   * @param options for FIFO queues
   */
  public static queue(queue: sqs.IQueue, options: ApiServiceFifoOptions = {}): ApiService {
    return new ApiService({
      factory: 'queue',
      service: 'sqs',
      region: queue.env.region,
      path: `${queue.env.account}/${queue.queueName}`,
      mapping: (schema) => MappingTemplate.sqs(schema, options),
      permission: { action: 'sqs:SendMessage', resourceArn: queue.queueArn, key: queue.encryptionMasterKey, keyActions: MESSAGE_KEY_ACTIONS },
      status: '202',
    });
  }

  /**
   * Publishes each body as a message to a topic; the answer is 202.
   *
   * @param topic the topic, which the endpoint is allowed to publish to
   * @param options for FIFO topics
   */
  public static topic(topic: sns.ITopic, options: ApiServiceFifoOptions = {}): ApiService {
    return new ApiService({
      factory: 'topic',
      service: 'sns',
      region: topic.env.region,
      path: '/',
      mapping: (schema) => MappingTemplate.sns(schema, { topicArn: topic.topicArn, ...options }),
      permission: { action: 'sns:Publish', resourceArn: topic.topicArn, key: topic.masterKey, keyActions: MESSAGE_KEY_ACTIONS },
      status: '202',
    });
  }

  /**
   * Starts an execution of a state machine with each body as its input; the answer is 202.
   *
   * @param stateMachine the state machine, which the endpoint is allowed to start
   */
  public static stateMachine(stateMachine: sfn.IStateMachine): ApiService {
    return new ApiService({
      factory: 'stateMachine',
      service: 'states',
      region: stateMachine.env.region,
      action: 'StartExecution',
      mapping: (schema) => MappingTemplate.stepFunctions(schema, { stateMachineArn: stateMachine.stateMachineArn }),
      permission: { action: 'states:StartExecution', resourceArn: stateMachine.stateMachineArn },
      status: '202',
    });
  }

  /**
   * Puts each body as the detail of an event on a bus; the answer is 202.
   *
   * @param eventBus the bus, which the endpoint is allowed to put events on
   * @param options what the events are called
   */
  public static eventBus(eventBus: events.IEventBus, options: ApiServiceEventOptions): ApiService {
    return new ApiService({
      factory: 'eventBus',
      service: 'events',
      region: eventBus.env.region,
      action: 'PutEvents',
      mapping: (schema) => MappingTemplate.eventBridge(schema, { ...options, eventBusName: eventBus.eventBusName }),
      permission: { action: 'events:PutEvents', resourceArn: eventBus.eventBusArn },
      status: '202',
      // PutEvents answers 200 even where it took no event.
      refusal: "$input.path('$.FailedEntryCount') != 0",
    });
  }

  /**
   * Puts each body as an item into a table; the answer is 201.
   *
   * @param table the table, which the endpoint is allowed to put items into
   * @param options which properties are the key
   */
  public static table(table: dynamodb.ITable, options: ApiServiceItemOptions): ApiService {
    return new ApiService({
      factory: 'table',
      service: 'dynamodb',
      region: table.env.region,
      action: 'PutItem',
      mapping: (schema) => MappingTemplate.dynamoDb(schema, { ...options, tableName: table.tableName }),
      permission: { action: 'dynamodb:PutItem', resourceArn: table.tableArn, key: table.encryptionKey, keyActions: TABLE_KEY_ACTIONS },
      status: '201',
    });
  }

  private readonly roles = new WeakMap<Construct, iam.Role>();

  private constructor(private readonly target: Target) {}

  /**
   * The integration of an endpoint.
   *
   * @param scope the API, in which the role is made that its endpoints to this service share
   * @param schema JSON Schema draft-04 of the body
   * @param origins those whose pages may read the answers
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry
   * @internal
   */
  public _integration(scope: Construct, schema: any, origins: readonly string[]): apigateway.Integration {
    const { service, region, action, path } = this.target;
    const mapping = this.target.mapping(schema);
    return new apigateway.AwsIntegration({
      service,
      region,
      ...(action === undefined ? { path } : { action }),
      integrationHttpMethod: 'POST',
      options: {
        credentialsRole: this.role(scope),
        requestTemplates: mapping.requestTemplates,
        requestParameters: mapping.requestParameters,
        // Other content types would go to the service as they are.
        passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
        integrationResponses: this.responses(origins),
      },
    });
  }

  /**
   * The statuses of the answers, as the endpoint's method declares them.
   *
   * @internal
   */
  public get _statuses(): string[] {
    return [this.target.status, '400', '500'];
  }

  /** API Gateway can act in place of the caller, but then each caller would have to be let in to the service. */
  private role(scope: Construct): iam.Role {
    let role = this.roles.get(scope);
    if (!role) {
      const taken = scope.node.children.filter(({ node }) => node.id.startsWith('ServiceRole')).length;
      role = new iam.Role(scope, `ServiceRole${taken === 0 ? '' : taken + 1}`, {
        description: `API Gateway, for endpoints of ${Names.uniqueResourceName(scope, { maxLength: 64 })} in front of ${this.target.service}`,
        assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      });
      const { action, resourceArn, key, keyActions = [] } = this.target.permission;
      iam.Grant.addToPrincipal({ grantee: role, actions: [action], resourceArns: [resourceArn] });
      key?.grant(role, ...keyActions);
      this.roles.set(scope, role);
    }
    return role;
  }

  private responses(origins: readonly string[]): apigateway.IntegrationResponse[] {
    const { status, refusal } = this.target;
    const taken = '{"message":"Accepted"}';
    const cors = corsProgram(origins);
    const answer = (text: string) => ({ 'application/json': cors + text });
    return [
      {
        statusCode: status,
        responseTemplates: answer(
          refusal === undefined ? taken : `#if(${refusal})#set($context.responseOverride.status = 500)${ANSWERS.failed}#else${taken}#end`,
        ),
      },
      // The mapping template's text for a refused body, and what the service itself has against one.
      { statusCode: '400', selectionPattern: '400|413', responseTemplates: answer(ANSWERS.bad) },
      // Above all 403: that the role may not do it is no fault of the caller.
      { statusCode: '500', selectionPattern: '40[1-9]|41[0-24-9]|4[2-9]\\d|5\\d{2}', responseTemplates: answer(ANSWERS.failed) },
    ];
  }
}

/** VTL that names the caller's origin in the answer where it is one of those that are let in. */
function corsProgram(origins: readonly string[]): string {
  const each = origins.map(
    (origin) =>
      `#if($input.params().header.get('Origin') == '${origin}' || $input.params().header.get('origin') == '${origin}')` +
      `#set($context.responseOverride.header.Access-Control-Allow-Origin = '${origin}')#end`,
  );
  return each.length === 0 ? '' : `#set($context.responseOverride.header.Vary = 'Origin')${each.join('')}`;
}
