import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ownRotationFunction, rotateBy } from './rotation-function';
import { RotationStrategy } from './rotation-strategy';
import { isObject } from '../../json/json-object';
import { shown } from '../../quotas';

/** A random value, rotated by the function of this library. @throws Error if the options contradict each other */
export function generatedRotation(options: secretsmanager.SecretStringGenerator): RotationStrategy {
  const { passwordLength: length, secretStringTemplate, generateStringKey: key, ...characters } = options;
  const problems: string[] = [];
  if (length !== undefined && !(Number.isInteger(length) && length >= 1 && length <= 4096)) {
    problems.push(`passwordLength is ${shown(length)}; Secrets Manager supports 1 to 4096 characters`);
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
