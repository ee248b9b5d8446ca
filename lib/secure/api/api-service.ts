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
import { itemProblems, messageProblems } from './service-problems';
import { MappingTemplate } from '../mapping/mapping-template';

/**
 * Properties of the body that order and deduplicate messages in a FIFO queue or topic.
 */
export interface ApiServiceFifoOptions {
  /**
   * Name of the body property for the message group id. The property must be required, and a string of at most 128 characters.
   *
   * @default - none; FIFO queues and topics need one
   */
  readonly messageGroupIdProperty?: string;

  /**
   * Name of the body property for the deduplication id. The property must be required, and a string of at most 128 characters.
   *
   * @default - none; deduplication is by content
   */
  readonly deduplicationIdProperty?: string;
}

/**
 * Source and detail type of the events that an endpoint puts on a bus.
 */
export interface ApiServiceEventOptions {
  /**
   * Source of the events, such as `com.example.orders`; at most 256 characters, not starting with `aws.`, which is reserved.
   */
  readonly source: string;

  /**
   * Detail type of the events, such as `OrderPlaced`; at most 128 characters.
   */
  readonly detailType: string;
}

/**
 * Keys of the items that an endpoint puts into a table.
 */
export interface ApiServiceItemOptions {
  /**
   * Name of the body property for the partition key. The property must be required, of type string, integer or number.
   */
  readonly partitionKey: string;

  /**
   * Name of the body property for the sort key. The property must be required, of type string, integer or number.
   *
   * @default - the table has no sort key
   */
  readonly sortKey?: string;

  /**
   * Whether an existing item with the same key is replaced. Callers choose the key, so each caller could overwrite the items of
   * others.
   *
   * @default false - the request is rejected with status 400
   */
  readonly overwrite?: boolean;
}

/** The integration of an endpoint with its service. */
interface Target {
  readonly factory: string;
  /** Service and action, as in the URI of the integration. */
  readonly service: string;
  /** Region of the resource, which may differ from the Region of the API. */
  readonly region: string;
  readonly action?: string;
  readonly path?: string;
  readonly mapping: (schema: any) => MappingTemplate;
  readonly permission: Permission;
  /** Status of the response to an accepted request. */
  readonly status: '201' | '202';
  /** Why the service would reject each request with this schema of the body. */
  readonly problems?: (schema: any) => string[];
  /** VTL condition on a successful response of the service. If it holds, the service did not accept the request. */
  readonly rejection?: string;
}

/** The permissions of an endpoint. They are narrower than those of the grant methods, which include indexes and wildcards. */
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
 * An AWS service behind an endpoint, without a function in between. A {@link MappingTemplate} makes API Gateway send only what the
 * endpoint's model declares.
 *
 * API Gateway assumes a role that allows only this action on this resource. The response says whether the request was accepted
 * (201 or 202), invalid (400) or failed (500), and contains nothing of the service's own response. Parameters are validated as
 * the endpoint declares; none is sent to the service.
 *
 * Serves SEC 3, "Validate inbound events".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-aws-proxy.html
 */
export class ApiService {
  /**
   * Sends each body as a message to a queue. The response status is 202.
   *
   * @param queue the queue; the endpoint is granted permission to send to it
   * @param options for FIFO queues
   */
  public static queue(queue: sqs.IQueue, options: ApiServiceFifoOptions = {}): ApiService {
    return new ApiService({
      factory: 'queue',
      service: 'sqs',
      region: queue.env.region,
      path: `${queue.env.account}/${queue.queueName}`,
      mapping: (schema) => MappingTemplate.sqs(schema, options),
      problems: () => messageProblems(queue, options),
      permission: { action: 'sqs:SendMessage', resourceArn: queue.queueArn, key: queue.encryptionMasterKey, keyActions: MESSAGE_KEY_ACTIONS },
      status: '202',
    });
  }

  /**
   * Publishes each body as a message to a topic. The response status is 202.
   *
   * @param topic the topic; the endpoint is granted permission to publish to it
   * @param options for FIFO topics
   */
  public static topic(topic: sns.ITopic, options: ApiServiceFifoOptions = {}): ApiService {
    return new ApiService({
      factory: 'topic',
      service: 'sns',
      region: topic.env.region,
      path: '/',
      mapping: (schema) => MappingTemplate.sns(schema, { topicArn: topic.topicArn, ...options }),
      problems: () => messageProblems(topic, options),
      permission: { action: 'sns:Publish', resourceArn: topic.topicArn, key: topic.masterKey, keyActions: MESSAGE_KEY_ACTIONS },
      status: '202',
    });
  }

  /**
   * Starts an execution of a state machine with each body as its input. The response status is 202.
   *
   * @param stateMachine the state machine; the endpoint is granted permission to start it
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
   * Puts each body as the detail of an event on a bus. The response status is 202.
   *
   * @param eventBus the bus; the endpoint is granted permission to put events on it
   * @param options source and detail type of the events
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
      // PutEvents returns status 200 even if it rejected the event.
      rejection: "$input.path('$.FailedEntryCount') != 0",
    });
  }

  /**
   * Puts each body as an item into a table. The response status is 201.
   *
   * @param table the table; the endpoint is granted permission to put items into it
   * @param options the key properties
   */
  public static table(table: dynamodb.ITable, options: ApiServiceItemOptions): ApiService {
    return new ApiService({
      factory: 'table',
      service: 'dynamodb',
      region: table.env.region,
      action: 'PutItem',
      mapping: (schema) => MappingTemplate.dynamoDb(schema, { ...options, tableName: table.tableName }),
      problems: (schema) => itemProblems(table, options, schema),
      permission: { action: 'dynamodb:PutItem', resourceArn: table.tableArn, key: table.encryptionKey, keyActions: TABLE_KEY_ACTIONS },
      status: '201',
    });
  }

  private readonly roles = new WeakMap<Construct, iam.Role>();

  private constructor(private readonly target: Target) {}

  /**
   * The integration of an endpoint.
   *
   * @param scope the API; its endpoints to this service share a role in it
   * @param schema JSON Schema draft-04 of the body
   * @param origins origins whose pages may read the responses
   * @throws Error with a JSON pointer for each part of the schema that a template can't express, or if the service would reject each request
   * @internal
   */
  public _integration(scope: Construct, schema: any, origins: readonly string[]): apigateway.Integration {
    const { factory, service, region, action, path } = this.target;
    const mapping = this.target.mapping(schema);
    const problems = this.target.problems?.(schema) ?? [];
    if (problems.length > 0) throw new Error(`ApiService.${factory}: ${problems.join('; ')}`);
    return new apigateway.AwsIntegration({
      service,
      region,
      ...(action === undefined ? { path } : { action }),
      integrationHttpMethod: 'POST',
      options: {
        credentialsRole: this.role(scope),
        requestTemplates: mapping.requestTemplates,
        requestParameters: mapping.requestParameters,
        // Bodies with other content types would be passed to the service unchanged.
        passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
        integrationResponses: this.responses(origins),
      },
    });
  }

  /**
   * The response statuses, as the endpoint's method declares them.
   *
   * @internal
   */
  public get _statuses(): string[] {
    return [this.target.status, '400', '500'];
  }

  /** API Gateway could use the caller's credentials, but then each caller would need permissions on the service. */
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
    const { status, rejection } = this.target;
    const taken = '{"message":"Accepted"}';
    const cors = corsProgram(origins);
    const answer = (text: string) => ({ 'application/json': cors + text });
    return [
      {
        statusCode: status,
        responseTemplates: answer(
          rejection === undefined ? taken : `#if(${rejection})#set($context.responseOverride.status = 500)${ANSWERS.failed}#else${taken}#end`,
        ),
      },
      // The mapping template's text for a rejected body, and the service's own client errors.
      { statusCode: '400', selectionPattern: '400|413', responseTemplates: answer(ANSWERS.bad) },
      // Includes 403: a missing permission of the role is not the caller's error.
      { statusCode: '500', selectionPattern: '40[1-9]|41[0-24-9]|4[2-9]\\d|5\\d{2}', responseTemplates: answer(ANSWERS.failed) },
    ];
  }
}

/** VTL that returns the caller's origin in the response if it is an allowed origin. */
function corsProgram(origins: readonly string[]): string {
  const each = origins.map(
    (origin) =>
      `#if($input.params().header.get('Origin') == '${origin}' || $input.params().header.get('origin') == '${origin}')` +
      `#set($context.responseOverride.header.Access-Control-Allow-Origin = '${origin}')#end`,
  );
  return each.length === 0 ? '' : `#set($context.responseOverride.header.Vary = 'Origin')${each.join('')}`;
}
