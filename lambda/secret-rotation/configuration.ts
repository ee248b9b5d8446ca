import { ConfigurationError } from './errors';
import { GeneratedValueSettings } from './generated-value';
import { unusableSettings } from './random-value';
import { isObject } from '../../lib/json/json-object';

/** Secret that the function rotates, and its kind of rotation. */
export interface Configuration {
  /** The only secret that the function may rotate. */
  readonly secretArn: string;
  readonly source: { readonly kind: 'generated'; readonly settings: GeneratedValueSettings } | { readonly kind: 'adapter'; readonly functionArn: string };
}

const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:\S+$/;
const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/;

/** The type of each setting. */
const SETTINGS: Record<keyof GeneratedValueSettings, 'number' | 'string' | 'boolean' | 'object'> = {
  length: 'number',
  excludeCharacters: 'string',
  excludeLowercase: 'boolean',
  excludeNumbers: 'boolean',
  excludePunctuation: 'boolean',
  excludeUppercase: 'boolean',
  includeSpace: 'boolean',
  requireEachIncludedType: 'boolean',
  template: 'object',
  key: 'string',
};

/** @throws ConfigurationError that names all problems */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const problems: string[] = [];
  const secretArn = env.SEC3_ROTATION_SECRET ?? '';
  if (!SECRET_ARN.test(secretArn)) problems.push(`SEC3_ROTATION_SECRET is ${shown(env.SEC3_ROTATION_SECRET)}: it has to be the complete ARN of a secret`);
  const source = readSource(env, problems);
  if (problems.length || !source) throw new ConfigurationError(problems.join('; '));
  return { secretArn, source };
}

function readSource(env: NodeJS.ProcessEnv, problems: string[]): Configuration['source'] | undefined {
  switch (env.SEC3_ROTATION_KIND) {
    case 'generated':
      return { kind: 'generated', settings: readSettings(env.SEC3_ROTATION_SETTINGS ?? '{}', problems) };
    case 'adapter': {
      const functionArn = env.SEC3_ROTATION_ADAPTER ?? '';
      if (!FUNCTION_ARN.test(functionArn)) {
        problems.push(`SEC3_ROTATION_ADAPTER is ${shown(env.SEC3_ROTATION_ADAPTER)}: it has to be the ARN of a Lambda function`);
      }
      return { kind: 'adapter', functionArn };
    }
    default:
      problems.push(`SEC3_ROTATION_KIND is ${shown(env.SEC3_ROTATION_KIND)}: it has to be generated or adapter`);
      return undefined;
  }
}

function readSettings(text: string, problems: string[]): GeneratedValueSettings {
  const found: string[] = [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Reported below, as for JSON that is not an object.
  }
  if (!isObject(parsed)) {
    problems.push(`SEC3_ROTATION_SETTINGS is ${shown(text)}: it has to be a JSON object`);
    return {};
  }
  for (const [name, value] of Object.entries(parsed)) {
    const type = Object.hasOwn(SETTINGS, name) ? SETTINGS[name as keyof GeneratedValueSettings] : undefined;
    if (!type) found.push(`${name} is not a setting: there are ${Object.keys(SETTINGS).join(', ')}`);
    else if (type === 'object' ? !isObject(value) : typeof value !== type) found.push(`${name} is ${shown(value)}: it has to be of type ${type}`);
  }
  const settings = parsed as GeneratedValueSettings;
  if ((settings.key === undefined) !== (settings.template === undefined)) {
    found.push(`${settings.key === undefined ? 'template is set without key' : 'key is set without template'}: set both or neither`);
  }
  if (!found.length) found.push(...unusableSettings(settings));
  problems.push(...found.map((problem) => `SEC3_ROTATION_SETTINGS: ${problem}`));
  return settings;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 200);
}
