import { mayHoldWildcard } from './wildcard-parameter';
import { arnFormatsOf } from '../../aws/arn-formats';
import { covers, Property } from '../../gate';

/** The resource type in front of the name in an ARN: `table/Orders`, `secret:Key`, `/restapis/a1b2c3`. */
const TYPE = /^\/?[A-Za-z][\w-]*[/:]/;

/** ARN patterns that may cover everything, by service: AWS makes up the ids of changes, jobs and executions when they are created. */
const NOT_KNOWN_BEFORE: { readonly [service: string]: readonly string[] } = {
  batch: ['job/*', 'service-job/*'],
  bedrock: ['async-invoke/*'],
  route53: ['change/*'],
  ssm: ['automation-execution/*'],
};

/** Placeholder for `${...}`: one value, whose colons are not separators. */
const ONE_VALUE = '\u0000';

/** Placeholder for any value: only a wildcard matches it. */
const ANY_VALUE = '\u0001';

/**
 * Does the same as {@link coversEveryResource} for a pattern with parts that may be known only at deployment.
 *
 * @throws Undetermined if the result depends on them
 */
export function mayCoverEveryResource(at: Property): boolean {
  const pattern = at.written();
  // The unknown parts of the ARN of one resource contain no wildcard.
  if (pattern !== undefined && at.arnOf !== undefined) return coversEveryResource(pattern);
  const [parameter] = at.openParameters();
  if (pattern !== undefined && parameter && pattern === `\${${parameter.name}}` && !mayHoldWildcard(parameter)) return false;
  if (pattern === undefined || !at.hasUnknownPart() || !KNOWN_SERVICE.test(pattern)) return coversEveryResource(at.string() ?? '*');
  if (coversEveryResource(pattern)) return true;
  const wild = at.openParameters().filter(mayHoldWildcard).map(({ name }) => `\${${name}}`);
  const atWorst = ['${?}', ...wild].reduce((text, part) => text.replaceAll(part, '*'), pattern);
  return coversEveryResource(atWorst) && coversEveryResource(at.string()!);
}

/** Checks whether a pattern of an IAM policy covers every resource, or every resource of a type: `*`, `arn:aws:s3:::*`, `arn:aws:dynamodb:*:*:t*`. */
export function coversEveryResource(pattern: string): boolean {
  const plain = pattern.replace(/\$\{[^}]*\}/g, ONE_VALUE);
  if (isWild(plain)) return true;
  const [arn, , service, , , ...rest] = plain.split(':');
  // A pattern for the start of all ARNs: `a*`.
  if (/[*?]/.test(arn)) return covers(plain, `arn:${ANY_VALUE}`);
  if (arn !== 'arn') return false;
  if (rest.length === 0) return plain.endsWith('*');
  const resource = rest.join(':');
  const formats = arnFormatsOf(service);
  if (!formats) return isWild(resource.replace(TYPE, ''));
  const excepted = NOT_KNOWN_BEFORE[service] ?? [];
  if (excepted.includes(resource)) return false;
  return isWild(resource) || formats.some((format) => !excepted.includes(format) && covers(resource, format.replace(/\*/g, ANY_VALUE)));
}

/** An ARN up to its service. Unknown parts after it can't change the service. */
const KNOWN_SERVICE = /^arn:(?:[^:$]+|\$\{[^}]*\}):[^:$*?]+:/;

/** Checks whether a text has only wildcards and separators. */
function isWild(text: string): boolean {
  return /^[?/:]*\*[*?/:]*$/.test(text);
}

/** Operators that are only true if the key is present and matches. */
const MATCHING_OPERATOR = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

/** Condition keys for the resource: its tags or its names. */
const RESOURCE_KEY = /(^|:)(Existing)?(Resource|Object)Tag\/|^kms:(ResourceAliases|RequestAlias)$/i;

/** Condition keys with the ARN of the caller or of a policy; they do not limit the resource. */
const OTHER_ARN = /:(Principal|Source)\w*Arn$|^iam:/i;

/** Checks whether a condition limits a statement to some resources, if its `Resource` does not. */
export function narrowsResources(condition: Property): boolean {
  return condition.entries().some(
    ([operator, keys]) =>
      MATCHING_OPERATOR.test(operator) &&
      keys.entries().some(([key, values]) => {
        const named = RESOURCE_KEY.test(key) || (/Arn/i.test(operator + key) && !OTHER_ARN.test(key));
        return named && values.itemsOrOne().every((value) => !mayCoverEveryResource(value));
      }),
  );
}
