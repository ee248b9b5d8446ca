import { UnusableValue } from './errors';
import { randomValue, RandomValueSettings } from './random-value';
import { ValueSource } from './value-source';
import { isObject } from '../../lib/json/json-object';

/** A random value, alone or at one key of a JSON object. */
export interface GeneratedValueSettings extends RandomValueSettings {
  /** Other members of the object, if the current value has none. @default - the value is the random value alone */
  readonly template?: Readonly<Record<string, unknown>>;
  /** The key of the random value in the object. @default - the value is the random value alone */
  readonly key?: string;
}

/** A random value that only the readers of the secret know. */
export class GeneratedValue implements ValueSource {
  constructor(private readonly settings: GeneratedValueSettings) {}

  public async create(_clientRequestToken: string, current: string | undefined): Promise<string> {
    const { key, template } = this.settings;
    if (key === undefined) return randomValue(this.settings);
    // Members that users added to the secret are kept. If the template changes, the whole secret is replaced.
    const kept = current === undefined ? {} : objectIn(current, 'AWSCURRENT');
    return JSON.stringify({ ...template, ...kept, [key]: randomValue(this.settings) });
  }

  public async test(_clientRequestToken: string, pending: string): Promise<void> {
    const { key } = this.settings;
    if (key === undefined) return;
    const value = objectIn(pending, 'AWSPENDING')[key];
    if (typeof value !== 'string' || value === '') {
      throw new UnusableValue(
        `The version labeled AWSPENDING has no text at key ${JSON.stringify(key)}: remove the label with UpdateSecretVersionStage, and rotate again`,
      );
    }
  }
}

function objectIn(value: string, label: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    // The parser's message quotes the text that it could not read.
  }
  if (!isObject(parsed)) {
    throw new UnusableValue(`The value labeled ${label} is not a JSON object, so there is no key to rotate in it: store one with PutSecretValue`);
  }
  return parsed;
}
