const SHOWN = 3;

/** Lists the first pointers and the number of the others, such as `#/properties/a, #/properties/b and 7 more`. */
export function listed(pointers: Iterable<string>): string {
  const all = [...pointers];
  const shown = all.slice(0, SHOWN).join(', ');
  return all.length > SHOWN ? `${shown} and ${all.length - SHOWN} more` : shown;
}
