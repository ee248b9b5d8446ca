import { Duration, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ownRotationFunction, rotateBy } from './rotation-function';
import { RotationStrategy } from './rotation-strategy';
import { isObject } from '../../json/json-object';
import { shown } from '../../quotas';

/** Returns the rotation of a random value, rotated by the function of this library. @throws Error if the options contradict each other */
export function generatedRotation(options: secretsmanager.SecretStringGenerator): RotationStrategy {
  const { passwordLength: length, secretStringTemplate, generateStringKey: key, ...characters } = options;
  const problems: string[] = [];
  if (length !== undefined && !(Number.isInteger(length) && length >= 1 && length <= 4096)) {
    problems.push(`passwordLength is ${shown(length)}; Secrets Manager supports 1 to 4096 characters`);
  } else {
    problems.push(...characterProblems(options));
  }
  if ((secretStringTemplate === undefined) !== (key === undefined)) problems.push('secretStringTemplate and generateStringKey must be set together: set both or none');
  const template = secretStringTemplate === undefined ? undefined : parseTemplate(secretStringTemplate, problems);
  if (problems.length > 0) throw new Error(`SecretRotation.generated: ${problems.join('; ')}`);

  // JSON omits undefined values.
  const settings = JSON.stringify({ length, template, key, ...characters });
  return {
    rotateOnCreation: true,
    generator: options,
    problems: (props) =>
      (['generateSecretString', 'secretStringValue', 'secretObjectValue', 'secretStringBeta1'] as const)
        .filter((name) => props[name] !== undefined)
        .map((name) => `${name} sets a value, and so does SecretRotation.generated: set the format of the value only there`),
    bind: (secret) =>
      rotateBy(
        secret,
        ownRotationFunction(secret, {
          environment: { SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: settings },
          timeout: Duration.seconds(30),
        }),
      ),
  };
}

/** The kinds of characters of a generated value, by the option that excludes each. */
const KINDS = {
  excludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  excludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  excludeNumbers: '0123456789',
  excludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

function characterProblems(options: secretsmanager.SecretStringGenerator): string[] {
  const { excludeCharacters = '', passwordLength = 32, requireEachIncludedType = true } = options;
  if (Token.isUnresolved(excludeCharacters) || Token.isUnresolved(passwordLength)) return [];
  const left = Object.entries(KINDS).filter(([option, characters]) =>
    !options[option as keyof typeof KINDS] && [...characters].some((character) => !excludeCharacters.includes(character)),
  );
  if (left.length === 0) return ['no letters, digits and punctuation are left for a generated value: exclude fewer'];
  return requireEachIncludedType && passwordLength < left.length
    ? [`passwordLength is ${passwordLength}, and one character of each of ${left.length} kinds is required: set a larger one, or requireEachIncludedType: false`]
    : [];
}

function parseTemplate(text: string, problems: string[]): object | undefined {
  try {
    const template = JSON.parse(text);
    if (isObject(template)) return template;
  } catch {
    // Reported below.
  }
  problems.push('secretStringTemplate is not the text of a JSON object');
  return undefined;
}
