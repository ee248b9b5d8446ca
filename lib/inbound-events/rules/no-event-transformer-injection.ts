import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { isOfAwsOnly } from '../template/event-sources';

/** A placeholder of EventBridge: a variable of the template, or of a pipe a path. */
const PLACEHOLDER = /<\$?[\w.[\]-]+>/;

/** A placeholder that stands for what CodeBuild, AWS Batch, Amazon ECS or Run Command do. */
const COMMANDED = /"(?:\w+Override|commands?)"\s*:\s*(?:\[[^\]]*)?<\$?[\w.[\]-]+>/i;

/** Placeholders that AWS fills in, and nobody else. */
const OF_AWS = /<aws\.(?:events\.(?:rule-arn|rule-name|event\.ingestion-time)|pipes\.[\w-]+)>/g;

/** What of a message AWS IoT puts into an address; functions of it alone are no text of a device. */
const OF_DEVICE = /\$\{(?!(?:topic|timestamp|clientid|newuuid|accountid|parse_time|principal)\()[^}]*\}/;

/** Addresses in the actions of AWS IoT. */
const ADDRESSES: readonly (readonly [action: string, member: string])[] = [['Republish', 'Topic'], ['S3', 'Key'], ['S3', 'BucketName'], ['DynamoDB', 'TableName'], ['Http', 'Url'], ['Kafka', 'Topic']];

/** What a pipe has its target do: a path there takes a statement or a command from the message. */
const STATEMENTS: readonly (readonly string[])[] = [['RedshiftDataParameters', 'Sqls'], ['BatchJobParameters', 'ContainerOverrides', 'Command']];

/** Events are passed on as values, and not inside of texts. */
export const noEventTransformerInjection: Rule = {
  id: 'NoEventTransformerInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No transformer of a rule or a pipe puts a part of an event between quotes of its own, or into an address.',
  why:
    'EventBridge puts quotes around texts and escapes what is in them only where a placeholder stands by itself. Between quotes of the template a text ' +
    'of the sender ends the value and goes on with members of its own.',
  fix: {
    cdk: 'Use RuleTargetInput.fromObject with EventField values of their own, and not inside of longer texts.',
    template: 'Write placeholders without quotes, {"id": <id>}, and have the target put texts together. In addresses, Sqls and Command use fixed values or functions of AWS IoT.',
    sam: 'Write placeholders of InputTransformer without quotes, {"id": <id>}, and have the function put texts together.',
  },
  acceptable: 'When the target takes the text as a note for people, or only services of yours send such events: say which.',
  link: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html',
  resourceTypes: ['AWS::Events::Rule', 'AWS::Pipes::Pipe', 'AWS::IoT::TopicRule'],
  findings: {
    'inside-text': 'A placeholder stands between quotes of the template, with other text or alone.',
    'names-target': 'A part of an event is a part of an address: a path, a topic, a key.',
    'in-statement': 'A part of an event is a statement or a command, or a part of one.',
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
  return each(list.items(), (item) => (/\$\.\w/.test(item.written() ?? '') ? [finding(item, 'in-statement', 'a part of a message is in what the target runs')] : []));
}

function checkRule(rule: Resource): readonly Outcome[] {
  const pattern = rule.get('EventPattern');
  if (!pattern.exists || isOfAwsOnly(pattern.document().at('source'))) return [];
  return each(rule.get('Targets').items(), (target) => checkTarget(target, target.at('InputTransformer', 'InputTemplate')));
}

function checkTarget(target: Property, template: Property): readonly Outcome[] {
  const written = (template.written() ?? '').replace(OF_AWS, '');
  return all(
    () => (COMMANDED.test(written) ? [finding(template, 'in-statement', 'a part of the event is what the target runs')] : []),
    () => (hasPlaceholderInText(written) ? [finding(template, 'inside-text', 'a placeholder stands between quotes of the template')] : []),
    () => each(target.at('HttpParameters', 'PathParameterValues').items(), (value) => (value.written()?.startsWith('$.') ? [namesTarget(value, 'the path of the target')] : [])),
  );
}

/** Whether a placeholder is inside of a JSON string. A template that is one text is a note, unless it is a statement. */
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
