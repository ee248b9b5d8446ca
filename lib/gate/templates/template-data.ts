import { duplicatePaths, type KeyPath } from './duplicate-keys';
import { parseJson } from './json';
import { parseTemplateYaml } from './template-yaml';

/** Data of JSON or YAML in which keys may occur more than once: CloudFormation uses the last one, in both formats. */
export interface TemplateData {
  readonly value: unknown;
  /** Locations of keys that occur more than once in an object: `.Resources.Queue.Properties.Tags[0].Key`. */
  readonly repeatedKeys: readonly string[];
}

/**
 * Reads JSON, or YAML with CloudFormation's short forms.
 *
 * @param isJson whether the text is JSON
 * @param file name of the file in errors
 * @param isSerialized whether a serializer wrote the JSON. @default - its text is compared with what a serializer writes
 * @throws UnreadableInput if it is neither
 */
export function readTemplateData(text: string, isJson: boolean, file: string, isSerialized: boolean = false): TemplateData {
  if (isJson) {
    const value = parseJson(text, file);
    return { value, repeatedKeys: isSerialized || isWrittenFrom(value, text) ? [] : duplicatePaths(text).map(locationOf) };
  }
  const repeated = new Set<string>();
  const value = parseTemplateYaml(text, file, (path) => repeated.add(locationOf(path)));
  return { value, repeatedKeys: [...repeated] };
}

/** Checks whether a text is the output of a JSON serializer, as nearly every template is. Such a text has no duplicate keys. */
function isWrittenFrom(value: unknown, text: string): boolean {
  const [, indent] = /^\{\n?([ \t]*)/.exec(text) ?? [];
  try {
    return JSON.stringify(value, undefined, indent) === text.trimEnd();
  } catch {
    // It is nested too deeply to be serialized.
    return false;
  }
}

function locationOf(path: KeyPath): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}
