import type { Property } from '../../gate';

/** Services whose ARNs name the resource first, with nothing about its type in front. */
const UNTYPED_SERVICES: ReadonlySet<string> = new Set(['execute-api', 's3', 's3express', 'sns', 'sqs']);

/** The type of a resource, as ARNs have it in front of the name: `table/Orders`, `secret:Key`. */
const TYPE = new RegExp(
  '^(activity|alias|cluster|db|domain|event-bus|execution|express|foundation-model|function|group|identity|identitypool|instance|key|' +
    'layer|log-group|parameter|policy|repository|role|rule|schedule|secret|stateMachine|stream|table|task-definition|topic|user|userpool)[/:]',
);

/** Whether a pattern of an IAM policy covers every resource, or every resource of a type: `*`, `arn:aws:s3:::*`, `arn:aws:sqs:*:*:*`. */
export function coversEveryResource(pattern: string): boolean {
  // What is written ${...} is one value, and its colons separate nothing.
  const plain = pattern.replace(/\$\{[^}]*\}/g, 'x');
  if (isWild(plain)) return true;
  const [arn, , service, , , ...rest] = plain.split(':');
  if (arn !== 'arn') return false;
  if (rest.length === 0) return plain.endsWith('*');
  const resource = rest.join(':');
  return isWild(UNTYPED_SERVICES.has(service) ? resource : resource.replace(TYPE, ''));
}

/** Nothing but wildcards and separators. */
function isWild(text: string): boolean {
  return /^[*?/:]*\*[*?/:]*$/.test(text);
}

/** Operators that hold only where the key is there and matches. */
const MATCHING_OPERATOR = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

/** Keys that tell of the resource: its tags or its names. */
const RESOURCE_KEY = /(^|:)(Existing)?(Resource|Object)Tag\/|^kms:(ResourceAliases|RequestAlias)$/i;

/** Keys whose ARN is that of the caller, or of a policy: it says nothing of the resource. */
const OTHER_ARN = /:(Principal|Source)\w*Arn$|^iam:/i;

/** Whether a condition limits a statement to some resources, where its `Resource` does not. */
export function narrowsResources(condition: Property): boolean {
  return condition.entries().some(
    ([operator, keys]) =>
      MATCHING_OPERATOR.test(operator) &&
      keys.entries().some(([key, values]) => {
        const named = RESOURCE_KEY.test(key) || (/Arn/i.test(operator + key) && !OTHER_ARN.test(key));
        return named && values.itemsOrOne().every((value) => !coversEveryResource(value.string() ?? '*'));
      }),
  );
}
