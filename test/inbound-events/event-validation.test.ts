import * as fs from 'fs';
import * as path from 'path';
import { Aspects, AspectPriority, Size, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ApiParameter } from '../../lib/inbound-events/api-parameter';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { InvalidEventAction } from '../../lib/inbound-events/event-schema-options';
import { EventValidation, EventValidationProps } from '../../lib/inbound-events/event-validation';
import { RequestModel } from '../../lib/inbound-events/request-model';
import { canonical } from '../../lib/json/canonical-json';
import { RuntimeProtection } from '../../lib/runtime-protection/runtime-protection';
import { newApp } from '../secure/harness';

const ORDER = { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 36 } } };

function fn(scope: Stack, id = 'Fn', props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'src/queue.handler', code: lambda.Code.fromInline('exports.handler = 0'), ...props });
}

function validate(handler: lambda.Function, props: Partial<EventValidationProps> = {}): EventValidation {
  return new EventValidation(handler, 'EventValidation', { handler, schemas: [EventSchema.sqs(ORDER)], ...props });
}

/** Loads another copy of the library, as in an app that installs it twice. */
function anotherCopy(): Pick<typeof import('../../lib'), 'EventSchema' | 'EventValidation'> {
  let copy: ReturnType<typeof anotherCopy>;
  jest.isolateModules(() => {
    copy = {
      ...jest.requireActual('../../lib/inbound-events/event-schema'),
      ...jest.requireActual('../../lib/inbound-events/event-validation'),
    };
  });
  return copy!;
}

test('another copy of the library can’t add endpoints to a validator', () => {
  const handler = fn(new Stack(newApp()));
  validate(handler);
  expect(anotherCopy().EventValidation._addEndpoint(handler, { route: 'GET /orders' })).toEqual({
    isValidated: false,
    obstacles: ['Default/Fn is validated by another copy of cdk-sec3: have the app install one only'],
  });
});

test('a source of requests rejects what it declares twice in another case', () => {
  const png = (contentType: string) => ({ contentType, maxSize: Size.kibibytes(1) });
  expect(() => EventSchema.httpApi({ uploads: [png('image/png'), png('Image/PNG')], headers: { 'X-Id': ApiParameter.integer(1, 2), 'x-id': ApiParameter.integer(1, 3) } })).toThrow(
    /uploads has "image\/png" and "Image\/PNG", which are one type: declare it once[\s\S]*headers has "X-Id" and "x-id", which are one header: declare it once/,
  );
});

test('a source of requests rejects invalid names and an empty list of uploads', () => {
  const id = ApiParameter.integer(1, 9);
  expect(() => EventSchema.httpApi({ uploads: [], headers: { 'a:': id }, queryParameters: { 'filter[name]': id, 'a b': id }, cookies: { 'a;b': id } })).toThrow(
    /uploads is empty.*\n.*queryParameters has "a b".*\n.*headers has "a:".*\n.*cookies has "a;b"/,
  );
});

test('the metadata contains the schemas of events, for tools that generate them', () => {
  const stack = new Stack(newApp());
  validate(fn(stack), { schemas: [EventSchema.sqs(ORDER), EventSchema.eventBridge({ source: 'shop', detailType: 'Sold', detail: { type: 'object' } })] });
  const [{ Metadata: metadata }] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  expect(metadata['cdk-sec3:event-schemas']).toEqual([
    { source: 'sqs', payload: 'json', envelope: 'none', schema: canonical(ORDER) },
    { source: 'eventBridge', eventSource: 'shop', detailType: 'Sold', schema: '{"type":"object"}' },
  ]);
  expect(metadata).not.toHaveProperty('cdk-sec3:request-schemas');
});

test('the metadata contains the schemas of requests, with sensitive values', () => {
  const stack = new Stack(newApp());
  const secret = { ...ORDER, 'x-sensitive': true };
  const id = ApiParameter.pattern('^[0-9a-f]{8}$', 8).sensitive();
  const update = EventSchema.httpApi({ route: 'PUT /orders/{id}', body: secret, pathParameters: { id } });
  validate(fn(stack), { schemas: [update, EventSchema.functionUrl({ headers: { 'X-Page': ApiParameter.integer(1, 9).optional() } })] });
  const [{ Metadata: metadata }] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  expect(metadata['cdk-sec3:request-schemas']).toEqual([
    { source: 'httpApi', route: 'PUT /orders/{id}', body: canonical(secret), parameters: [{ name: 'id', place: 'path', required: true, schema: canonical(id.schema) }] },
    { source: 'functionUrl', parameters: [{ name: 'x-page', place: 'header', required: false, schema: '{"maximum":9,"minimum":1,"type":"integer","x-normalize":["coerce"]}' }] },
  ]);
});

test('the function’s handler is the validator, which calls the original one', () => {
  const stack = new Stack(newApp());
  const { quarantine, surgeAlarm } = validate(fn(stack));
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Handler: '/opt/sec3-event-validator/handler.handler',
    Environment: { Variables: { SEC3_EVENT_HANDLER: 'src/queue.handler', SEC3_EVENT_QUARANTINE: stack.resolve(quarantine!.queueUrl) } },
    Layers: [{ Ref: Match.stringLikeRegexp('^Sec3EventValidator') }],
  });
  template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1209600 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] } });
  template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: Match.arrayWith(['sqs:SendMessage']), Resource: stack.resolve(quarantine!.queueArn) })] } });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Sec3/EventValidation',
    MetricName: 'Rejected',
    Dimensions: [{ Name: 'functionName', Value: { Ref: Match.stringLikeRegexp('^Fn') } }],
    Threshold: 10,
    Period: 300,
    Statistic: 'Sum',
    TreatMissingData: 'notBreaching',
  });
  expect(surgeAlarm.node.path).toContain('Surge');
});

test('Python functions get a layer with a package', () => {
  const app = newApp();
  const stack = new Stack(app);
  validate(fn(stack, 'Fn', { runtime: lambda.Runtime.PYTHON_3_14, code: lambda.Code.fromInline('handler = 0') }));
  validate(fn(stack, 'Node'));
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'python3.14', Handler: 'sec3_event_validator.handler.handler', Environment: { Variables: { SEC3_EVENT_HANDLER: 'src/queue.handler' } } });
  const contents = Object.values(template.findResources('AWS::Lambda::LayerVersion')).map(({ Properties }) => path.join(app.outdir, `asset.${Properties.Content.S3Key.replace('.zip', '')}`));
  const [folder] = contents.filter((asset) => fs.existsSync(path.join(asset, 'python')));
  expect(contents).toHaveLength(2);
  expect(fs.readdirSync(path.join(folder, 'python/sec3_event_validator'))).toEqual(expect.arrayContaining(['assertions.py', 'contract.py', 'handler.py']));
  expect(fs.readdirSync(folder)).toEqual(['python']);
});

test('no queue is created if nothing goes to quarantine; a given one is used', () => {
  const stack = new Stack(newApp());
  expect(validate(fn(stack, 'A'), { schemas: [EventSchema.sqs(ORDER, { onInvalid: InvalidEventAction.FAIL }), EventSchema.direct(ORDER)] }).quarantine).toBeUndefined();
  Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
  const other = new Stack(newApp());
  const queue = new sqs.Queue(other, 'Queue');
  expect(validate(fn(other), { quarantine: queue }).quarantine).toBe(queue);
  Template.fromStack(other).resourceCountIs('AWS::SQS::Queue', 1);
});

test('the alarm has the given threshold and actions', () => {
  const stack = new Stack(newApp());
  validate(fn(stack), { surgeThreshold: 3, alarmActions: [new SnsAction(new sns.Topic(stack, 'Topic'))] });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 3, AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }] });
});

test('has metrics', () => {
  const handler = fn(new Stack(newApp()));
  expect(EventValidation.metricAccepted(handler)).toMatchObject({ metricName: 'Accepted', namespace: 'Sec3/EventValidation' });
  expect(EventValidation.metricRejected(handler, { dimensionsMap: { source: 'sqs', reason: 'json' } }).dimensions).toMatchObject({ source: 'sqs', reason: 'json', functionName: handler.functionName });
  expect(EventValidation.metricRejectedResponses(handler)).toMatchObject({ metricName: 'RejectedResponses' });
});

describe('the layer', () => {
  function layerAsset(build: (stack: Stack) => void): { hash: string; files: string[]; layers: number } {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    build(stack);
    const template = Template.fromStack(stack);
    const layers = Object.values(template.findResources('AWS::Lambda::LayerVersion'));
    const hash = (layers[0].Properties.Content.S3Key as string).replace('.zip', '');
    const folder = path.join(app.outdir, `asset.${hash}`, 'sec3-event-validator');
    return { hash, files: fs.readdirSync(folder), layers: layers.length };
  }

  test('contains the validator and the schemas, and is the same for the same schemas', () => {
    const first = layerAsset((stack) => void validate(fn(stack)));
    const second = layerAsset((stack) => void validate(fn(stack)));
    const other = layerAsset((stack) => void validate(fn(stack), { schemas: [EventSchema.sqs({ ...ORDER, required: [] })] }));
    expect(first.files).toEqual(['handler.mjs', 'quarantine.cjs', 'quarantine.cjs.LEGAL.txt', 'redaction.cjs', 'schemas.mjs']);
    expect(second).toEqual(first);
    expect(other.hash).not.toBe(first.hash);
  });

  test('is marked as own code of this package', () => {
    const stack = new Stack(newApp());
    validate(fn(stack));
    Template.fromStack(stack).hasResource('AWS::Lambda::LayerVersion', { Metadata: { 'cdk-sec3:own-code': 'event validator' } });
  });

  test('is shared by functions of a stack with the same schemas', () => {
    const { layers } = layerAsset((stack) => {
      validate(fn(stack, 'A'));
      validate(fn(stack, 'B'));
    });
    expect(layers).toBe(1);
  });

  test('changes the version of the function', () => {
    const versionOf = (schema: object) => {
      const stack = new Stack(newApp(), 'Stack');
      const handler = fn(stack);
      validate(handler, { schemas: [EventSchema.sqs(schema)] });
      void handler.currentVersion;
      return Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version'));
    };
    expect(versionOf(ORDER)).toEqual(versionOf(ORDER));
    expect(versionOf(ORDER)).not.toEqual(versionOf({ type: 'object' }));
  });
});

test('works with the runtime guard in either order', () => {
  for (const isGuardFirst of [true, false]) {
    const stack = new Stack(newApp());
    const handler = fn(stack);
    const steps = [() => void new RuntimeProtection(stack, 'Protection').protectFunction(handler), () => void validate(handler)];
    for (const step of isGuardFirst ? steps : steps.reverse()) step();
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Handler: '/opt/sec3-event-validator/handler.handler',
      Environment: { Variables: { SEC3_EVENT_HANDLER: 'src/queue.handler', AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper' } },
      Layers: [Match.anyValue(), Match.anyValue()],
    });
  }
});

describe('event source mappings', () => {
  const REPORTING = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

  test('report batch item failures if they belong to the function, its aliases or versions, and not otherwise', () => {
    const stack = new Stack(newApp());
    const handler = fn(stack);
    const queues = ['A', 'B', 'C', 'D'].map((id) => new sqs.Queue(stack, id));
    handler.addEventSource(new SqsEventSource(queues[0]));
    validate(handler);
    handler.addEventSource(new SqsEventSource(queues[1], { reportBatchItemFailures: true }));
    new lambda.EventSourceMapping(stack, 'OfAlias', { target: handler.addAlias('live'), eventSourceArn: queues[2].queueArn });
    fn(stack, 'Other').addEventSource(new SqsEventSource(queues[3]));
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::Lambda::EventSourceMapping', REPORTING, 3);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: stack.resolve(queues[3].queueArn), FunctionResponseTypes: Match.absent() });
  });

  test('are found in other stacks of the Stage', () => {
    const stage = new Stage(newApp(), 'Stage');
    const handler = fn(new Stack(stage, 'Functions'));
    validate(handler);
    const other = new Stack(stage, 'Queues');
    new lambda.EventSourceMapping(other, 'Mapping', { target: handler, eventSourceArn: new sqs.Queue(other, 'Queue').queueArn });
    Template.fromStack(other).hasResourceProperties('AWS::Lambda::EventSourceMapping', REPORTING);
  });
});

describe('rejected', () => {
  test.each<[string, (stack: Stack) => void, string]>([
    ['an old Python', (stack) => void validate(fn(stack, 'Fn', { runtime: lambda.Runtime.PYTHON_3_11 })), "[Stack/Fn/EventValidation] events can't be validated: the function Stack/Fn has runtime python3.11, and nodejs20.x or later, or python3.12 or later, is expected: validate in its code"],
    ['a schema that Python can not do', (stack) => void validate(fn(stack, 'Fn', { runtime: lambda.Runtime.PYTHON_3_13 }), { schemas: [EventSchema.sqs({ properties: { name: { pattern: '^\\p{Lu}$' } } })] }), '#/properties/name/pattern: the pattern ^\\p{Lu}$: \\p has no equivalent in Python'],
    ['an old Node.js', (stack) => void validate(fn(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_18_X })), 'has runtime nodejs18.x'],
    ['a second time', (stack) => {
      const handler = fn(stack);
      validate(handler);
      new EventValidation(stack, 'Again', { handler, schemas: [EventSchema.sqs(ORDER)] });
    }, 'is already validated: set all schemas in one place'],
    ['no schema', (stack) => void validate(fn(stack), { schemas: [] }), 'schemas is empty'],
    ['a schema of another copy of the library', (stack) => void validate(fn(stack), { schemas: [EventSchema.sqs(ORDER), anotherCopy().EventSchema.direct(ORDER)] }),
      'schemas[1] is from another copy of cdk-sec3: have the app install one only'],
    ['two schemas for a source', (stack) => void validate(fn(stack), { schemas: [EventSchema.sqs(ORDER), EventSchema.sqs({})] }), 'schemas has two for sqs: write one with anyOf'],
    ['two schemas for a route', (stack) => {
      const schema = EventSchema.restApi({ route: 'GET /a' });
      validate(fn(stack), { schemas: [schema, EventSchema.restApi({ route: 'GET /b' }), schema] });
    }, 'schemas has two for restApi GET /a'],
    ['a threshold', (stack) => void validate(fn(stack), { surgeThreshold: 0 }), 'surgeThreshold is 0; a number above 0 is expected'],
    ['Lambda@Edge', (stack) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('edgelambda.amazonaws.com')) });
      validate(fn(stack, 'Fn', { role }));
    }, 'runs at the edge'],
    ['a sixth layer', (stack) => {
      const layers = [1, 2, 3, 4, 5].map((id) => lambda.LayerVersion.fromLayerVersionArn(stack, `L${id}`, `arn:aws:lambda:eu-west-1:123456789012:layer:l:${id}`));
      validate(fn(stack, 'Fn', { layers }));
    }, 'has 5 layers, and the limit of Lambda is 5 including that of the validator'],
    ['an image', (stack) => {
      const code = lambda.Code.fromEcrImage({ repositoryUri: 'r', repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/r', grantPull: () => {}, repositoryUriForTagOrDigest: () => 'r' } as any);
      validate(new lambda.Function(stack, 'Fn', { code, handler: lambda.Handler.FROM_IMAGE, runtime: lambda.Runtime.FROM_IMAGE }));
    }, 'is a container image'],
    ['a FIFO queue, to which the validator would send without a group', (stack) => void validate(fn(stack), { quarantine: new sqs.Queue(stack, 'Q', { fifo: true }) }),
      "[Stack/Fn/EventValidation] events can't be validated: queue Stack/Q is a FIFO queue, but the validator delivers only to standard ones: use a standard queue"],
    ['an answer', (stack) => void validate(fn(stack), { response: { type: 'objekt' } }), 'response: '],
  ])('%s', (_, build, expected) => {
    expect(() => build(new Stack(newApp(), 'Stack'))).toThrow(expected);
  });

  test('creation within an aspect that is not visited', () => {
    const app = newApp();
    app.node.setContext('@aws-cdk/core:aspectStabilization', false);
    const stack = new Stack(app, 'Stack');
    const earlier = new Construct(stack, 'Earlier');
    const handler = fn(stack);
    Aspects.of(handler).add({ visit: (node) => void (node === handler && new EventValidation(earlier, 'Late', { handler, schemas: [EventSchema.direct({})] })) });
    expect(() => app.synth()).toThrow('the layer of Stack/Earlier/Late was not created');
  });

  test('a handler that is changed later', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const handler = fn(stack);
    validate(handler);
    Aspects.of(stack).add({ visit: (node) => void (node instanceof lambda.CfnFunction && (node.handler = 'index.other')) }, { priority: AspectPriority.DEFAULT });
    expect(() => app.synth()).toThrow('the function Stack/Fn got the handler index.other, so its events are not validated');
  });
});

describe('EventSchema', () => {
  test.each<[() => EventSchema, string]>([
    [() => EventSchema.sqs({ type: 'objekt' }), 'EventSchema.sqs: '],
    [() => EventSchema.s3({ type: 'object', properties: { key: { 'type': 'string', 'x-normalize': ['trim'] } } }), 'EventSchema.s3: 1 problem with the schema:\n- #: x-normalize has no effect: the handler gets the notification as S3 wrote it'],
    [() => EventSchema.dynamoDbStream({ 'type': 'object', 'x-normalize': ['trim'] }), 'x-normalize has no effect'],
    [() => EventSchema.eventBridge({ source: '', detailType: 'a', detail: {} }), 'source is empty'],
    [() => EventSchema.restApi({ route: '/orders' }), 'the route "/orders" is not a verb and a path'],
    [() => EventSchema.restApi({ route: '$default' }), 'is not a verb and a path'],
    [() => EventSchema.direct(undefined), 'EventSchema.direct: '],
  ])('%# is rejected', (make, expected) => {
    expect(make).toThrow(expected);
  });

  test('accepts a RequestModel', () => {
    const model = RequestModel.fromSchema({ type: 'object', additionalProperties: false, properties: { paid: { type: 'boolean' } } });
    expect(EventSchema.sqs(model)._contract.check.compiled.code).toContain('"paid"');
  });

  test('gives the same result in any order of properties and parameters', () => {
    const [a, b] = [{ type: 'string', maxLength: 3 }, { type: 'boolean' }];
    const parameters = { one: ApiParameter.integer(1, 2), two: ApiParameter.oneOf(['x']) };
    const contracts = [
      EventSchema.httpApi({ body: { type: 'object', properties: { a, b } }, queryParameters: parameters }),
      EventSchema.httpApi({ body: { properties: { b, a }, type: 'object' }, queryParameters: { two: parameters.two, one: parameters.one } }),
    ].map(({ _contract }) => JSON.stringify(_contract));
    expect(contracts[1]).toBe(contracts[0]);
  });
});
