import { CfnElement, CfnResource, IAspect, Stage, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { ANNOTATIONS } from '../../gate';
import { constructPathOf } from '../../gate/cdk/construct-path';
import { referredElements } from '../../quotas';

/** Resource through which events of a source reach a function. */
interface Sender {
  /** Types of resources that name the function. */
  readonly types: readonly string[];
  /** The service that has a permission to invoke the function, whose source can be part of another app. */
  readonly service?: string;
  readonly fix: string;
}

const MAPPING = ['AWS::Lambda::EventSourceMapping'];

/** The senders of each source. `direct` has none, because anyone with a permission invokes the function. */
const SENDERS: { readonly [source: string]: Sender | undefined } = {
  sqs: { types: MAPPING, fix: 'add an SqsEventSource to the function' },
  kinesis: { types: MAPPING, fix: 'add a KinesisEventSource to the function' },
  dynamoDbStream: { types: MAPPING, fix: 'add a DynamoEventSource to the function' },
  sns: { types: ['AWS::SNS::Subscription', 'AWS::SNS::Topic'], service: 'sns', fix: 'subscribe the function to a topic' },
  s3: { types: ['AWS::S3::Bucket', 'Custom::S3BucketNotifications'], service: 's3', fix: 'add the function to the notifications of a bucket' },
  eventBridge: { types: ['AWS::Events::Rule'], service: 'events', fix: 'add a rule with the function as target' },
  restApi: { types: ['AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi'], service: 'apigateway', fix: 'add an endpoint with the function' },
  httpApi: { types: ['AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Api'], service: 'apigateway', fix: 'add a route with the function' },
  functionUrl: { types: ['AWS::Lambda::Url'], fix: 'add a URL to the function' },
};

const NAMING = new Set(['AWS::Lambda::Permission', 'AWS::Lambda::Alias', 'AWS::Lambda::Version', ...Object.values(SENDERS).flatMap((sender) => sender!.types)]);

/** The service in the ARN of a mapping's source, or in its resource type. */
const MAPPED: readonly (readonly [source: string, service: RegExp])[] = [['sqs', /:sqs:/i], ['kinesis', /:kinesis:/i], ['dynamoDbStream', /:dynamodb:/i]];

/** Resources that can name functions, each with the elements to which it refers, by Stage. */
const naming = new WeakMap<IConstruct, ReadonlyMap<CfnResource, ReadonlySet<CfnElement>>>();

/** Warns of schemas for events that nothing in the app sends to the function. Runs after aspects that add resources. */
export class UnusedSchemas implements IAspect {
  constructor(
    private readonly fn: lambda.CfnFunction,
    private readonly sources: readonly string[],
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.fn) return;
    const callers = callersOf(this.fn);
    for (const source of new Set(this.sources)) {
      const sender = SENDERS[source];
      if (!sender || callers.some((caller) => sends(caller, source, sender))) continue;
      const path = constructPathOf(this.fn.node.path);
      Validations.of(this.fn).addWarning(ANNOTATIONS.schemaUnused, `[${path}] EventSchema.${source}: nothing in this app sends such events to the function. Fix: ${sender.fix}, or remove the schema.`);
    }
  }
}

/** Returns the resources that name a function, directly or by a version or alias. */
function callersOf(fn: lambda.CfnFunction): CfnResource[] {
  const scope = Stage.of(fn) ?? fn.stack;
  const known = naming.get(scope) ?? namingIn(scope);
  naming.set(scope, known);
  const names = new Set<CfnElement>([fn]);
  // The set grows while it is iterated: an alias names a version, which names the function.
  for (const name of names) {
    for (const [resource, elements] of known) if (elements.has(name)) names.add(resource);
  }
  return [...names].filter((name): name is CfnResource => CfnResource.isCfnResource(name));
}

function namingIn(scope: IConstruct): ReadonlyMap<CfnResource, ReadonlySet<CfnElement>> {
  const resources = scope.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node) && NAMING.has(node.cfnResourceType));
  return new Map(resources.map((resource) => {
    const { _toCloudFormation } = resource as unknown as { _toCloudFormation(): object };
    return [resource, new Set(referredElements(_toCloudFormation.call(resource), resource))];
  }));
}

function sends(resource: CfnResource, source: string, { types, service }: Sender): boolean {
  if (resource instanceof lambda.CfnPermission) return service !== undefined && resource.principal === `${service}.amazonaws.com`;
  if (!types.includes(resource.cfnResourceType)) return false;
  if (!(resource instanceof lambda.CfnEventSourceMapping)) return true;
  // Sources that are known only at deployment can be of any kind.
  const mapped = mappedSource(resource);
  return mapped === undefined || mapped === source;
}

function mappedSource(mapping: lambda.CfnEventSourceMapping): string | undefined {
  const { eventSourceArn } = mapping;
  const types = [...referredElements(eventSourceArn, mapping)].map((element) => (CfnResource.isCfnResource(element) ? element.cfnResourceType.replaceAll('::', ':') : ''));
  const named = [...types, JSON.stringify(mapping.stack.resolve(eventSourceArn) ?? '')];
  return MAPPED.find(([, service]) => named.some((name) => service.test(name)))?.[0];
}
