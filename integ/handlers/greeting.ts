/** Returns the answer of a bundled function. */
export async function handler(): Promise<string> {
  return `hello ${['from', 'a', 'bundle'].join(' ')}`;
}
