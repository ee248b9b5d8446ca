import { duplicatePaths, type KeyPath } from './duplicate-keys';
import { parseJson } from './json';
import { parseTemplateYaml } from './template-yaml';

/** A value that is read of JSON or YAML in which keys may stand more than once: CloudFormation takes the last, whatever the format. */
export interface TemplateData {
  readonly value: unknown;
  /** Where keys stand more than once in one object: `.Resources.Queue.Properties.Tags[0].Key`. */
  readonly repeatedKeys: readonly string[];
}

/**
 * Reads JSON, or YAML with CloudFormation's short forms.
 *
 * @param isJson whether the text is JSON
 * @param file what to name in errors
 * @throws UnreadableInput where it is neither
 */
export function readTemplateData(text: string, isJson: boolean, file: string): TemplateData {
  if (isJson) {
    const value = parseJson(text, file);
    return { value, repeatedKeys: isWrittenFrom(value, text) ? [] : duplicatePaths(text).map(locationOf) };
  }
  const repeated = new Set<string>();
  const value = parseTemplateYaml(text, file, (path) => repeated.add(locationOf(path)));
  return { value, repeatedKeys: [...repeated] };
}

/** Whether a text is what a program writes for a value, as nearly every template is. No key stands in it twice, since none is in a value. */
function isWrittenFrom(value: unknown, text: string): boolean {
  const [, indent] = /^\{\n?([ \t]*)/.exec(text) ?? [];
  try {
    return JSON.stringify(value, undefined, indent) === text.trimEnd();
  } catch {
    // It is nested too deeply to be written.
    return false;
  }
}

function locationOf(path: KeyPath): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}
