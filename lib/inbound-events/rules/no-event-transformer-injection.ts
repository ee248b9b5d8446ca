import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { isOfAwsOnly } from '../template/event-sources';

/** A placeholder of EventBridge: a variable of the template, or, in a pipe, a path. */
const PLACEHOLDER = /<\$?[\w.[\]-]+>/;

/** A placeholder that becomes a command or an override for CodeBuild, AWS Batch, Amazon ECS or Run Command. */
const COMMANDED = /"(?:\w+Override|commands?)"\s*:\s*(?:\[[^\]]*)?<\$?[\w.[\]-]+>/i;

/** Placeholders that only AWS fills in. */
const OF_AWS = /<aws\.(?:events\.(?:rule-arn|rule-name|event\.ingestion-time)|pipes\.[\w-]+)>/g;

/** Parts of a message that AWS IoT puts into an address. The excepted functions return no text of a device. */
const OF_DEVICE = /\$\{(?!(?:topic|timestamp|clientid|newuuid|accountid|parse_time|principal)\()[^}]*\}/;

/** Addresses in the actions of AWS IoT. */
const ADDRESSES: readonly (readonly [action: string, member: string])[] = [['Republish', 'Topic'], ['S3', 'Key'], ['S3', 'BucketName'], ['DynamoDB', 'TableName'], ['Http', 'Url'], ['Kafka', 'Topic']];

/** Parameters of a pipe's target that are statements or commands: a path there takes them from the message. */
const STATEMENTS: readonly (readonly string[])[] = [['RedshiftDataParameters', 'Sqls'], ['BatchJobParameters', 'ContainerOverrides', 'Command']];

/** Events are passed on as values, and not within texts. */
export const noEventTransformerInjection: Rule = {
  id: 'NoEventTransformerInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No transformer of a rule or a pipe puts a part of an event between its own quotes, or into an address.',
  why:
    'EventBridge quotes and escapes a text only if its placeholder has no quotes around it. Between quotes of the template, a text of the sender ' +
    'can end the value and add further members.',
  fix: {
    cdk: 'Use RuleTargetInput.fromObject with EventField values of their own, and not within longer texts.',
    template:
      'Write placeholders without quotes, {"id": <id>}, and have the target combine texts. In addresses, Sqls and Command use fixed ' +
      'values or functions of AWS IoT.',
    sam: 'Write placeholders of InputTransformer without quotes, {"id": <id>}, and have the function combine texts.',
  },
  acceptable: 'When the target only displays the text to people, or only services of yours send such events: say which.',
  link: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html',
  resourceTypes: ['AWS::Events::Rule', 'AWS::Pipes::Pipe', 'AWS::IoT::TopicRule'],
  findings: {
    'inside-text': 'A placeholder is between quotes of the template, with other text or alone.',
    'names-target': 'A part of an event is a part of an address: a path, a topic, a key.',
    'in-statement': 'A part of an event is a statement or a command, or is inserted into one.',
  },
  check: (resource) => {
    switch (resource.type) {
      case 'AWS::Events::Rule':
        return checkRule(resource);
      case 'AWS::Pipes::Pipe':
        return all(
          () => each(['EnrichmentParameters', 'TargetParameters'], (name) => checkTarget(resource.get(name), resource.get(name, 'InputTemplate'))),
          () => each(STATEMENTS, (keys) => checkStatements(resource.get('TargetParameters', ...keys))),
        );
      default:
        return each(resource.get('TopicRulePayload', 'Actions').items(), checkAction);
    }
  },
};

function checkStatements(list: Property): readonly Outcome[] {
  return each(list.items(), (item) => (/\$\.\w/.test(item.written() ?? '') ? [finding(item, 'in-statement', 'a part of a message is inserted into what the target runs')] : []));
}

function checkRule(rule: Resource): readonly Outcome[] {
  const pattern = rule.get('EventPattern');
  if (!pattern.exists || isOfAwsOnly(pattern.document().at('source'))) return [];
  return each(rule.get('Targets').items(), (target) => checkTarget(target, target.at('InputTransformer', 'InputTemplate')));
}

function checkTarget(target: Property, template: Property): readonly Outcome[] {
  const written = (template.written() ?? '').replace(OF_AWS, '');
  return all(
    () => (COMMANDED.test(written) ? [finding(template, 'in-statement', 'the target runs a part of the event')] : []),
    () => (hasPlaceholderInText(written) ? [finding(template, 'inside-text', 'a placeholder is between quotes of the template')] : []),
    () => each(target.at('HttpParameters', 'PathParameterValues').items(), (value) => (value.written()?.startsWith('$.') ? [namesTarget(value, 'the path of the target')] : [])),
  );
}

/** Whether a placeholder is within a JSON string. A template that is a single text is a message for people, unless it is a statement. */
function hasPlaceholderInText(template: string): boolean {
  const isNote = /^\s*"(?:[^"\\]|\\.)*"\s*$/.test(template) && !/\b(?:select|insert|update|delete|merge)\b/i.test(template);
  return !isNote && (template.match(/"(?:[^"\\]|\\.)*"/g) ?? []).some((text) => PLACEHOLDER.test(text));
}

function checkAction(action: Property): readonly Outcome[] {
  return each(ADDRESSES, ([name, member]) => {
    const at = action.at(name, member);
    return OF_DEVICE.test(at.ownText()) ? [namesTarget(at, `${member} of ${name}`)] : [];
  });
}

function namesTarget(at: Property, what: string): Outcome {
  return finding(at, 'names-target', `${what} is taken from the event`);
}
