import type * as yarn from '@yarnpkg/parsers';

/** YAML as package managers write it, all scalars as text; also the format of yarn 1, which is none. Many times faster than all of YAML. */
export function parseSimpleYaml(text: string): any {
  // Loaded when it is needed: with npm it never is, and bundling waits.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parseSyml } = require('@yarnpkg/parsers') as typeof yarn;
  return parseSyml(text);
}
