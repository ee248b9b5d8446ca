/** The ids in an SPDX expression, each of which counts: who accepts all may use the package whatever the operators are. */
export function licensesIn(expression: string | undefined): string[] {
  const words = (expression ?? '').replace(/[()]/g, ' ').split(/\s+/).filter((word) => word !== '');
  return words.filter((word) => !['AND', 'OR', 'WITH'].includes(word));
}
