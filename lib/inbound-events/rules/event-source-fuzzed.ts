import { each, Outcome, Resource, Rule, Settings, Workload } from '../../gate';
import { bucketNotifications, NOTIFYING_TYPES } from '../template/bucket-notifications';
import { madeByRule, mappingSource } from '../template/event-sources';
import { checkFuzzed, FUZZ_FINDINGS, FUZZ_PARAMETERS } from '../template/fuzz-evidence';
import { isOwnTableStream } from '../template/own-table';

/** Functions are fuzzed with events that their event sources may send. */
export const eventSourceFuzzed: Rule = {
  id: 'EventSourceFuzzed',
  item: 'inbound-events/fuzzing',
  severity: 'warning',
  title: 'The functions that queues, streams, topics, buses and buckets call are fuzzed with events that these may send.',
  why:
    'A message that the code can’t handle is retried, blocks the messages behind it, and may do harm at each attempt. A fuzzer finds such ' +
    'messages before they are sent.',
  fix: {
    cdk:
      'Run cdk-sec3 fuzz --evidence after synthesis, with enough time and the function’s runtime. Fix its findings, and call ' +
      'FuzzEvidence.fromFolder in the app.',
    template: 'Run cdk-sec3 fuzz --evidence on the cloud assembly, and put the report into the Metadata of the function, under cdk-sec3:fuzz.',
    sam: 'Fuzz the handler with a tool of your own, and acknowledge this finding with the place of its report: cdk-sec3 fuzz reads cloud assemblies.',
  },
  acceptable: 'If another fuzzer is used, or only code of the same team writes the events: name it.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: ['AWS::Lambda::EventSourceMapping', 'AWS::SNS::Subscription', 'AWS::Events::Rule', ...NOTIFYING_TYPES],
  findings: FUZZ_FINDINGS,
  parameters: FUZZ_PARAMETERS,
  check: (resource, workload, settings) => {
    switch (resource.type) {
      case 'AWS::Lambda::EventSourceMapping':
        return checkMapping(resource, workload, settings);
      case 'AWS::SNS::Subscription':
        if (resource.get('Protocol').string() !== 'lambda') return [];
        return checkFuzzed(resource, resource.get('Endpoint'), { kind: 'sns', declaredBy: resource }, settings);
      case 'AWS::Events::Rule':
        // A rule without a pattern runs on a schedule. The fuzzer does not apply input transformers of rules.
        if (!resource.get('EventPattern').exists) return [];
        return each(resource.get('Targets').items(), (target) =>
          (madeByRule(target) ? [] : checkFuzzed(target, target.at('Arn'), { kind: 'eventbridge', declaredBy: resource }, settings)));
      default:
        return each(bucketNotifications(resource), ({ at, target }) => checkFuzzed(at, target, { kind: 's3', declaredBy: resource }, settings));
    }
  },
};

function checkMapping(mapping: Resource, workload: Workload, settings: Settings): readonly Outcome[] {
  const { kind } = mappingSource(mapping);
  if (!kind || isOwnTableStream(mapping, workload)) return [];
  return checkFuzzed(mapping, mapping.get('FunctionName'), { kind, declaredBy: mapping }, settings);
}
