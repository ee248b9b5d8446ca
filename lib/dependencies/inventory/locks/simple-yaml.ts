import type * as yarn from '@yarnpkg/parsers';

/**
 * Parses the subset of YAML that package managers write, and the format of yarn 1, which is not YAML. Scalars are returned as text. It is many times
 * faster than a full YAML parser.
 */
export function parseSimpleYaml(text: string): any {
  // Loaded on first use, because it slows down bundling and npm projects do not need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parseSyml } = require('@yarnpkg/parsers') as typeof yarn;
  return parseSyml(text);
}
