/** Returns all ids in an SPDX expression. If all are accepted, the package is, regardless of the operators. */
export function licensesIn(expression: string | undefined): string[] {
  const words = (expression ?? '').replace(/[()]/g, ' ').split(/\s+/).filter((word) => word !== '');
  return words.filter((word) => !['AND', 'OR', 'WITH'].includes(word));
}
