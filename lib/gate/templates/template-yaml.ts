import { PLAIN_SCALARS } from './plain-scalars';
import { SHORT_FORMS } from './short-forms';
import { parseYaml, type OnRepeatedKey } from './yaml';

/**
 * Parses YAML as CloudFormation does: with its short forms, and with scalars of YAML 1.1. Merge keys are resolved, which CloudFormation does not do:
 * `aws cloudformation package` and other tools resolve them before.
 *
 * @param file name of the file in errors
 * @param onRepeatedKey as `parseYaml`
 * @throws UnreadableInput with line and column
 */
export function parseTemplateYaml(text: string, file: string, onRepeatedKey?: OnRepeatedKey): unknown {
  return parseYaml(text, file, [...SHORT_FORMS, ...PLAIN_SCALARS], onRepeatedKey);
}
