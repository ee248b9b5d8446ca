import type { Choice } from './scenarios';

/**
 * Returns the minimal choices of a scenario that determine the verdict in every scenario that shares them.
 *
 * @param scenario the choices under which the verdict holds, in the order in which they were made
 * @param others the choices under which it does not
 */
export function decidingChoices(scenario: readonly Choice[], others: readonly (readonly Choice[])[]): Choice[] {
  const optionsOf = others.map((choices) => new Map(choices.map(({ key, option }) => [key, option])));
  let deciding = [...scenario];
  for (const choice of scenario) {
    const fewer = deciding.filter((other) => other !== choice);
    // A scenario without this choice agrees with every option.
    const agrees = optionsOf.some((options) => fewer.every(({ key, option }) => (options.get(key) ?? option) === option));
    if (!agrees) deciding = fewer;
  }
  return deciding;
}
