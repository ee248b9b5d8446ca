import { parametersOf, Rule, RuleParameter } from '../lib/gate';

/** Returns the source code of the interface with which users of constructs set the parameters of rules. */
export function parametersInterface(rules: readonly Rule[]): string {
  return [
    '// Generated from the rules by "npm run docs".',
    '/**',
    ' * What rules of the SEC 3 gate measure against. The rules declare these parameters themselves; RULES.md lists them with each rule.',
    ' */',
    'export interface Sec3Parameters {',
    parametersOf(rules).map((parameter) => property(parameter, rules.filter((rule) => rule.parameters?.includes(parameter)))).join('\n\n'),
    '}',
    '',
  ].join('\n');
}

function property(parameter: RuleParameter, readers: readonly Rule[]): string {
  const { name, description, type, expected } = parameter;
  return [
    '  /**',
    `   * ${description}`,
    '   *',
    `   * ${type === 'number' ? 'Value' : 'Each element'}: ${expected}. Anything else is an error.`,
    `   * Read by ${readers.map((rule) => `${rule.id} (SEC 3, ${rule.item})`).join(' and ')}.`,
    '   *',
    `   * @default ${parameter.type === 'number' ? parameter.default : defaultList(parameter.default)}`,
    '   */',
    `  readonly ${name}?: ${type};`,
  ].join('\n');
}

function defaultList(elements: readonly string[]): string {
  return elements.length === 0 ? '- none' : JSON.stringify(elements);
}
