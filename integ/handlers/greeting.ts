/** What a bundled function answers. */
export async function handler(): Promise<string> {
  return `hello ${['from', 'a', 'bundle'].join(' ')}`;
}
