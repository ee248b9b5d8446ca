import { parseSyml } from '@yarnpkg/parsers';

/** YAML as package managers write it, all scalars as text; also the format of yarn 1, which is none. Many times faster than all of YAML. */
export function parseSimpleYaml(text: string): any {
  return parseSyml(text);
}
