import { CommandError } from './errors';
import { qualify } from '../gate';
import { didYouMean } from '../json/closest';
import { SEC3_RULES } from '../secure/rules';

/**
 * Returns the rule ids in a list from the command line, with or without prefix: `Sec3-SecretRotated,MethodAuthorized`.
 *
 * @throws CommandError naming each unknown id
 */
export function rulesNamed(list: string): string[] {
  const known = SEC3_RULES.map(({ id }) => id);
  const prefix = qualify('');
  const ids = list.split(',').map((name) => name.trim()).map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
  const problems = ids.filter((id) => !known.includes(id)).map((id) => `there is no rule ${JSON.stringify(id)}${didYouMean(id, known)}`);
  if (problems.length > 0) throw new CommandError('--only has unknown rules:', problems);
  return ids;
}
