/** The secrets that a `Resource` of a policy statement covers. */
import { covers, hasWildcard, Property } from '../../gate';

/** Secrets that a resource pattern covers: none, one by its name, those with similar names, all. */
export type Breadth = 'none' | 'one' | 'alike' | 'all';

/** Returns which secrets a `Resource` covers. @throws Undetermined if that can't be known */
export function breadthOf(resource: Property): Breadth {
  if (resource.arnOf !== undefined && resource.hasUnknownPart()) return 'one';
  const text = resource.string() ?? '';
  const [reference] = resource.references();
  // A pattern that begins with another resource's ARN only covers parts of that resource.
  if (reference && text.startsWith('${') && !text.includes(':secret:')) {
    const isSecret = /SecretsManager|CloudFormation|^Custom::/.test(reference.resource.type) || /secret/i.test(reference.attribute);
    return isSecret ? 'one' : 'none';
  }
  return breadthOfPattern(text.replace(/\$\{[^}]*\}/g, 'x'));
}

/**
 * Returns which secrets an ARN pattern covers. Secrets Manager appends a hyphen and six random characters to the name, so
 * `name-??????` and `name-*` match one secret. Region and account do not matter for the number.
 */
export function breadthOfPattern(pattern: string): Breadth {
  if (/^\*+$/.test(pattern)) return 'all';
  const [, head, name] = /^(.*?):secret:(.*)$/s.exec(pattern) ?? [];
  if (name !== undefined) return head.includes(':') && !isOfService(head) ? 'none' : breadthOfName(name);
  if (!hasWildcard(pattern)) return isOfService(pattern) && pattern.includes(':secretsmanager:') ? 'one' : 'none';
  if (covers(pattern, 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-AbCdEf')) return 'all';
  if (!isOfService(pattern)) return 'none';
  const literal = /^[^*?]*/.exec(pattern.split(':').slice(5).join(':'))![0];
  return 'secret:'.startsWith(literal) ? 'all' : 'none';
}

function breadthOfName(name: string): Breadth {
  const base = name.replace(/-[*?]+$/, '');
  if (/^[*?]*$/.test(base)) return 'all';
  return hasWildcard(base) ? 'alike' : 'one';
}

/** Checks whether the third part of an ARN, if present, may be that of Secrets Manager. */
function isOfService(pattern: string): boolean {
  const [arn, , service] = pattern.split(':');
  return covers(arn, 'arn') && (service === undefined || covers(service, 'secretsmanager'));
}
