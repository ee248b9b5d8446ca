/** Callers of functions without a schema: each type of the table that no reason trusts. */
import { functionReferences } from '../../../../lib/aws/properties';
import { TRUSTED_CALLERS, UNJUDGED_CALLERS } from '../../../../lib/inbound-events/template/function-callers';
import { BESIDE } from '../../../gate/beside';
import { holding } from '../../../gate/holding';
import { arnOf, unvalidated } from '../functions';
import { add, Mutation, mutations, the } from '../mutation';

const known = new Set([TRUSTED_CALLERS, UNJUDGED_CALLERS].flatMap((lists) => Object.values(lists).flat()));

const started: Mutation[] = [...functionReferences()]
  .flatMap(([type, paths]) => paths.map((path) => ({ type, path })))
  .filter(({ type, path }) => !known.has(`${type} ${path}`))
  .map(({ type, path }) => {
    const { properties = {}, resources = {} } = BESIDE[`${type} ${path}`] ?? {};
    const put = (fn: (template: any) => unknown) => (template: any) => {
      const other = JSON.parse(JSON.stringify(properties).replaceAll('["Fn","Arn"]', JSON.stringify((fn(template) as any)['Fn::GetAtt'])));
      add(template, 'Probe', type, { ...holding(path, fn(template)), ...other });
      Object.assign(template.Resources, resources);
    };
    return { kind: 'function without a schema', name: `${type} ${path}`, app: 'events', right: put((template) => (unvalidated(template), arnOf('Fn'))), breaks: put(unvalidated) };
  });

/** Changes mutations so that the function without a schema exists from the start. */
const besideIt = (all: readonly Mutation[]) => all.map((mutation): Mutation => ({ right: (template) => void unvalidated(template), ...mutation }));

const consumers = besideIt(mutations('function without a schema', 'events', {
  'the validator is gone': (template) => { template.Resources.Fn.Properties.Handler = 'index.handler'; },
  'the validator lets requests through alone': (template) => { template.Resources.Fn.Properties.Handler = '/opt/sec3-event-validator/handler.requests'; },
  'queue': (template) => { the(template, 'AWS::Lambda::EventSourceMapping').FunctionName = unvalidated(template); },
  'topic': (template) => { the(template, 'AWS::SNS::Subscription').Endpoint = unvalidated(template); },
  'bus': (template) => { the(template, 'AWS::Events::Rule').Targets[0].Arn = unvalidated(template); },
  'bus with an input path': (template) => { Object.assign(the(template, 'AWS::Events::Rule').Targets[0], { Arn: unvalidated(template), InputPath: '$.detail' }); },
  'every event of the bus': (template) => { Object.assign(the(template, 'AWS::Events::Rule'), { EventPattern: { source: [{ prefix: '' }] }, Targets: [{ Id: 'a', Arn: unvalidated(template) }] }); },
  'pipe': (template) => { the(template, 'AWS::Pipes::Pipe').Target = unvalidated(template); },
  'single failures are not reported': (template) => { delete the(template, 'AWS::Lambda::EventSourceMapping').FunctionResponseTypes; },
  'bucket': (template) => add(template, 'Uploads', 'AWS::S3::Bucket', { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: unvalidated(template) }] } }),
  'log subscription': (template) => add(template, 'Filter', 'AWS::Logs::SubscriptionFilter', { DestinationArn: unvalidated(template), FilterPattern: '', LogGroupName: 'a' }),
  'Firehose': (template) => add(template, 'Delivery', 'AWS::KinesisFirehose::DeliveryStream', { ExtendedS3DestinationConfiguration: { ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: unvalidated(template) }] }] } } }),
}));

const machine = besideIt(mutations('function without a schema', 'machine', {
  'state machine': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check.Parameters.FunctionName = unvalidated(template); },
  'state machine, by its ARN': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check.Resource = unvalidated(template); },
  'state machine, as a text': (template) => {
    unvalidated(template);
    Object.assign(the(template, 'AWS::StepFunctions::StateMachine'), { Definition: undefined, DefinitionString: { 'Fn::Sub': '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Unvalidated.Arn}","End":true}}}' } });
  },
  'state machine, substituted': (template) => {
    Object.assign(the(template, 'AWS::StepFunctions::StateMachine'), { DefinitionSubstitutions: { fn: unvalidated(template) } });
    the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check.Resource = '${fn}';
  },
  'state machine, in a map': (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Task', Resource: unvalidated(template), End: true } } }, End: true }; },
  'the validator is gone': (template) => { template.Resources.Fn.Properties.Handler = 'index.handler'; },
}));

const sam = mutations('function without a schema', 'sam', Object.fromEntries(Object.entries({
  SQS: { Queue: arnOf('Queue') },
  SNS: { Topic: 'arn:aws:sns:eu-west-1:111111111111:orders' },
  EventBridgeRule: { Pattern: { source: ['shop'] } },
  HttpApi: { Path: '/a', Method: 'get' },
  Kinesis: { Stream: 'arn:aws:kinesis:eu-west-1:111111111111:stream/a', StartingPosition: 'LATEST' },
  IoTRule: { Sql: "SELECT * FROM 'a'" },
  CloudWatchLogs: { LogGroupName: 'a', FilterPattern: '' },
  DynamoDB: { Stream: 'arn:aws:dynamodb:eu-west-1:111111111111:table/a/stream/1', StartingPosition: 'LATEST' },
}).map(([type, properties]) => [`SAM event ${type}`, {
  right: (template) => { template.Resources.Fn.Properties.Events.Extra = { Type: type, Properties: properties }; },
  breaks: (template) => {
    template.Resources.Fn.Properties.Handler = 'index.handler';
    template.Resources.Fn.Properties.Events.Extra = { Type: type, Properties: properties };
  },
}])));

export const CALLERS: readonly Mutation[] = [...started, ...consumers, ...machine, ...sam];
