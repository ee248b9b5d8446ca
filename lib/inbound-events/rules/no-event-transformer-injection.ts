import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { roleOfKey } from '../template/caller-keys';
import { isOfAwsOnly } from '../template/event-sources';

/** A placeholder of EventBridge: a variable of the template, or a path in a pipe. */
const PLACEHOLDER = /<\$?[\w.[\]-]+>/;

/** A placeholder that becomes a command or an override for CodeBuild, AWS Batch, Amazon ECS or Run Command. */
const COMMANDED = /"(?:\w+Override|commands?)"\s*:\s*(?:\[[^\]]*)?<\$?[\w.[\]-]+>/i;

/** Placeholders whose values AWS sets. */
const OF_AWS = /<aws\.(?:events\.(?:rule-arn|rule-name|event\.ingestion-time)|pipes\.[\w-]+)>/g;

/** Parts of a message that AWS IoT inserts into an address. The excluded functions return no text of a device. */
const OF_DEVICE = /\$\{(?!(?:topic|timestamp|clientid|newuuid|accountid|parse_time|principal)\()[^}]*\}/;

/** A part of a message with the name or number of its device. The functions clientid and topic return what AWS IoT has verified. */
const DEVICE_SAYS = /\$\{(?:\w+\.)*(?:device|thing|client|sensor|gateway|serial)[_-]?(?:id|name|number|no)\s*\}/i;

/** Members of AWS IoT actions that are addresses: names and places of what gets the message. */
const ADDRESS = /(?:Name|Topic|Url|Arn|Index|Endpoint)$/;
const OTHER_ADDRESSES: ReadonlySet<string> = new Set(['S3 Key']);

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
      'values or functions of AWS IoT, such as clientid().',
    sam: 'Write placeholders of InputTransformer without quotes, {"id": <id>}, and have the function combine texts.',
  },
  acceptable: 'If the target only displays the text to people, or only services of yours send such events: say which.',
  link: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html',
  resourceTypes: ['AWS::Events::Rule', 'AWS::Pipes::Pipe', 'AWS::IoT::TopicRule'],
  findings: {
    'inside-text': 'A placeholder is inside quotes of the template, by itself or with other text.',
    'names-target': 'A part of an event is a part of an address: a path, a topic, a key.',
    'names-caller': 'A device says in a message which device it is.',
    'in-statement': 'A part of an event is a statement or a command, or is inserted into one.',
  },
  check: (resource) => {
    switch (resource.type) {
      case 'AWS::Events::Rule':
        return checkRule(resource);
      case 'AWS::Pipes::Pipe':
        return all(
          () => each(['EnrichmentParameters', 'TargetParameters'], (name) => checkTarget(resource.get(name), resource.get(name, 'InputTemplate'))),
          () => each(['EnrichmentParameters', 'TargetParameters'], (name) => checkParameters(name, resource.get(name))),
        );
      default:
        return each(resource.get('TopicRulePayload', 'Actions').items(), checkAction);
    }
  },
};

/** Checks parameters of a pipe. A path in one of them inserts a part of the message. */
function checkParameters(key: string, at: Property): readonly Outcome[] {
  if (!at.exists || key === 'InputTemplate') return [];
  if (at.unknown === undefined && at.isList()) return each(at.items(), (item) => checkParameters(key, item));
  if (at.unknown === undefined && at.isObject()) return each(at.entries(), ([name, inner]) => checkParameters(name, inner));
  const role = roleOfKey(key);
  const written = at.written() ?? '';
  if (role === 'target' && /^\$\.\w/.test(written)) return [namesTarget(at, key)];
  return role === 'statement' && /\$\.\w/.test(written) ? [finding(at, 'in-statement', `a part of a message is inserted into ${key}`)] : [];
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

/** Checks whether a placeholder is inside of a JSON string. A template that is a single string is a message for people, unless it is a statement. */
function hasPlaceholderInText(template: string): boolean {
  const isSingle = /^\s*"(?:[^"\\]|\\.)*"\s*$/.test(template);
  // A text that contains JSON is parsed by its target.
  if (isSingle && /^\s*"\s*[{[]/.test(template)) return hasPlaceholderInText(template.trim().slice(1, -1).replace(/\\(.)/g, '$1'));
  const isNote = isSingle && !/\b(?:select|insert|update|delete|merge)\b/i.test(template);
  return !isNote && (template.match(/"(?:[^"\\]|\\.)*"/g) ?? []).some((text) => PLACEHOLDER.test(text));
}

function checkAction(action: Property): readonly Outcome[] {
  return each(action.entries(), ([name, members]) =>
    each(members.entries(), ([member, at]) => {
      const isAddress = ADDRESS.test(member) || OTHER_ADDRESSES.has(`${name} ${member}`);
      if (isAddress && OF_DEVICE.test(at.ownText())) return [namesTarget(at, `${member} of ${name}`)];
      return saysSender(at) ? [finding(at, 'names-caller', `${member} of ${name} is what the message says about its sender`)] : [];
    }));
}

function saysSender(at: Property): boolean {
  if (at.unknown === undefined && at.isList()) return at.items().some(saysSender);
  if (at.unknown === undefined && at.isObject()) return at.entries().some(([, inner]) => saysSender(inner));
  return DEVICE_SAYS.test(at.ownText());
}

function namesTarget(at: Property, what: string): Outcome {
  return finding(at, 'names-target', `${what} is taken from the event`);
}
