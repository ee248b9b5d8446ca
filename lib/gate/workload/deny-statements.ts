/** Finds Deny statements that restrict what another statement of the policy allows to everyone. */
import { coversPattern, statementAt, type Statement } from './iam';
import { comparisonsOf, deniesStrangers, everyoneIn } from './policy-conditions';
import type { Property } from './property';
import { Undetermined } from '../values/values';

/**
 * Checks whether a Deny applies to all strangers, and to everything that a statement allows.
 *
 * @param places the statements of the policy. One that may not be a Deny takes nothing back.
 * @throws Undetermined if a condition, an action or a resource of a Deny is known only at deployment
 */
export function isDeniedToStrangers(allowed: Statement, places: readonly Property[]): boolean {
  return places.some((place) => {
    const statement = denyAt(place);
    return statement !== undefined && appliesToStrangers(statement) && includes(statement, allowed);
  });
}

function denyAt(place: Property): Statement | undefined {
  try {
    const statement = statementAt(place);
    return statement.effect === 'Deny' ? statement : undefined;
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return undefined;
  }
}

/** A Deny applies if all of its comparisons match: each of them has to match for strangers. */
function appliesToStrangers(statement: Statement): boolean {
  const { condition, notPrincipal } = statement;
  const comparisons = comparisonsOf(condition);
  if (notPrincipal.exists) return comparisons.length === 0;
  return everyoneIn(statement) !== undefined && comparisons.length > 0 && comparisons.every(deniesStrangers);
}

function includes(denied: Statement, allowed: Statement): boolean {
  if (denied.actions.length === 0 || allowed.actions.length === 0) return false;
  // Actions ignore case.
  const coversAction = (action: Property) =>
    denied.actions.some((pattern) => coversPattern(pattern.string()!.toLowerCase(), action.string()!.toLowerCase()));
  const coversResource = (resource: Property) => denied.resources.some((pattern) => coversPattern(pattern.string()!, resource.string()!));
  return allowed.actions.every(coversAction) && allowed.resources.every(coversResource);
}
