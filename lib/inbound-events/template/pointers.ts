const SHOWN = 3;

/** Lists a few pointers and says how many more there are: `#/properties/a, #/properties/b and 7 more`. */
export function listed(pointers: Iterable<string>): string {
  const all = [...pointers];
  const shown = all.slice(0, SHOWN).join(', ');
  return all.length > SHOWN ? `${shown} and ${all.length - SHOWN} more` : shown;
}
