import { PLAIN_SCALARS } from './plain-scalars';
import { SHORT_FORMS } from './short-forms';
import { parseYaml, type OnRepeatedKey } from './yaml';

/**
 * Parses YAML as CloudFormation reads it: with its short forms, and with scalars of YAML 1.1. Merge keys are followed, though
 * CloudFormation has none: `aws cloudformation package` and others resolve them before it gets to see the template.
 *
 * @param file what to name in errors
 * @param onRepeatedKey as `parseYaml`
 * @throws UnreadableInput with line and column
 */
export function parseTemplateYaml(text: string, file: string, onRepeatedKey?: OnRepeatedKey): unknown {
  return parseYaml(text, file, [...SHORT_FORMS, ...PLAIN_SCALARS], onRepeatedKey);
}
