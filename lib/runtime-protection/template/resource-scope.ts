import { mayHoldWildcard } from './wildcard-parameter';
import { arnFormatsOf } from '../../aws/arn-formats';
import { covers, Property } from '../../gate';

/** The type of a resource, as ARNs have it in front of the name: `table/Orders`, `secret:Key`, `/restapis/a1b2c3`. */
const TYPE = /^\/?[A-Za-z][\w-]*[/:]/;

/** Formats by which a policy may cover everything, by service: changes of Route 53 have ids that nobody can know before they are made. */
const NOT_KNOWN_BEFORE: { readonly [service: string]: readonly string[] } = { route53: ['change/*'] };

/** Stands for what is written `${...}`: one value, whose colons separate nothing. */
const ONE_VALUE = '\u0000';

/** Stands for any value: a pattern covers it by a wildcard alone. */
const ANY_VALUE = '\u0001';

/**
 * As {@link coversEveryResource}, for a pattern whose parts may be known only at deployment.
 *
 * @throws Undetermined where it depends on them
 */
export function mayCoverEveryResource(at: Property): boolean {
  const pattern = at.written();
  if (pattern === undefined || !at.hasUnknownPart() || !KNOWN_SERVICE.test(pattern)) return coversEveryResource(at.string() ?? '*');
  if (coversEveryResource(pattern)) return true;
  const wild = at.openParameters().filter(mayHoldWildcard).map(({ name }) => `\${${name}}`);
  const atWorst = ['${?}', ...wild].reduce((text, part) => text.replaceAll(part, '*'), pattern);
  return coversEveryResource(atWorst) && coversEveryResource(at.string()!);
}

/** Whether a pattern of an IAM policy covers every resource, or every resource of a type: `*`, `arn:aws:s3:::*`, `arn:aws:dynamodb:*:*:t*`. */
export function coversEveryResource(pattern: string): boolean {
  const plain = pattern.replace(/\$\{[^}]*\}/g, ONE_VALUE);
  if (isWild(plain)) return true;
  const [arn, , service, , , ...rest] = plain.split(':');
  if (arn !== 'arn') return false;
  if (rest.length === 0) return plain.endsWith('*');
  const resource = rest.join(':');
  const formats = arnFormatsOf(service);
  if (!formats) return isWild(resource.replace(TYPE, ''));
  const excepted = NOT_KNOWN_BEFORE[service] ?? [];
  if (excepted.includes(resource)) return false;
  return isWild(resource) || formats.some((format) => !excepted.includes(format) && covers(resource, format.replace(/\*/g, ANY_VALUE)));
}

/** An ARN up to its service: what is open behind it can't be another service's. */
const KNOWN_SERVICE = /^arn:(?:[^:$]+|\$\{[^}]*\}):[^:$*?]+:/;

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
        return named && values.itemsOrOne().every((value) => !mayCoverEveryResource(value));
      }),
  );
}
