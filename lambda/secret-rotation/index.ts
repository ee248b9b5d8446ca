import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Adapter } from './adapter';
import { CONNECTION_TIMEOUT_MS } from './aws-call';
import { Configuration, readConfiguration } from './configuration';
import { readEvent } from './event';
import { GeneratedValue } from './generated-value';
import { logOf } from './log';
import { Rotation } from './rotation';
import { SecretStore } from './secret-store';
import { ValueSource } from './value-source';

const secretsManager = new SecretsManagerClient({
  requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: 5000, throwOnRequestTimeout: true },
});

// An adapter can take as long as its own timeout allows.
const lambda = new LambdaClient({ requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS } });

/** Runs one step of a rotation for Secrets Manager. Returns if the step is done, and throws if it has to be retried. */
export async function handler(event: unknown): Promise<void> {
  const configuration = readConfiguration(process.env);
  const rotationEvent = readEvent(event, configuration.secretArn);
  const store = new SecretStore(secretsManager, configuration.secretArn);
  await new Rotation(store, sourceOf(configuration), logOf(rotationEvent)).run(rotationEvent);
}

function sourceOf({ secretArn, source }: Configuration): ValueSource {
  return source.kind === 'generated' ? new GeneratedValue(source.settings) : new Adapter(lambda, source.functionArn, secretArn);
}
