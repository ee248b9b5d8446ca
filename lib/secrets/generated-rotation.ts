import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ownRotationFunction, rotateBy } from './rotation-function';
import { RotationStrategy } from './rotation-strategy';
import { isObject } from '../json/json-object';
import { shown } from '../quotas';

/** A random value, by the function of this library. @throws Error where the options contradict each other */
export function generatedRotation(options: secretsmanager.SecretStringGenerator): RotationStrategy {
  const { passwordLength: length, secretStringTemplate, generateStringKey: key, ...characters } = options;
  const problems: string[] = [];
  if (length !== undefined && !(Number.isInteger(length) && length >= 1 && length <= 4096)) {
    problems.push(`passwordLength is ${shown(length)}; 1 to 4096 characters are what Secrets Manager generates`);
  }
  if ((secretStringTemplate === undefined) !== (key === undefined)) problems.push('secretStringTemplate and generateStringKey go together: give both or none');
  const template = secretStringTemplate === undefined ? undefined : parseTemplate(secretStringTemplate, problems);
  if (problems.length > 0) throw new Error(`SecretRotation.generated: ${problems.join('; ')}`);

  // JSON leaves out what is undefined.
  const settings = JSON.stringify({ length, template, key, ...characters });
  return {
    rotateOnCreation: true,
    generator: options,
    problems: (props) =>
      (['generateSecretString', 'secretStringValue', 'secretObjectValue', 'secretStringBeta1'] as const)
        .filter((name) => props[name] !== undefined)
        .map((name) => `${name} gives a value, and so does SecretRotation.generated: give the form of the value to that alone`),
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

function parseTemplate(text: string, problems: string[]): object | undefined {
  try {
    const template = JSON.parse(text);
    if (isObject(template)) return template;
  } catch {
    // Told below.
  }
  problems.push('secretStringTemplate is not the text of a JSON object');
  return undefined;
}
