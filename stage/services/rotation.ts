import { randomUUID } from 'crypto';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { LambdaFunction } from './lambda-service';
import { Invocation } from '../root/environment';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type RotationStep = (typeof STEPS)[number];

/**
 * Simulates Secrets Manager during a rotation: it stages a version, and calls the rotation function for each step.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export class Rotation {
  constructor(
    private readonly secretsManager: SecretsManagerClient,
    private readonly secretArn: string,
    private readonly fn: () => LambdaFunction,
  ) {}

  /** Stages a version, and returns its id. moto's own simulated function does nothing. */
  public async begin(): Promise<string> {
    const ClientRequestToken = randomUUID();
    await this.secretsManager.send(new RotateSecretCommand({
      SecretId: this.secretArn, ClientRequestToken, RotationLambdaARN: this.fn().deployed.arn, RotationRules: { AutomaticallyAfterDays: 30 },
    }));
    return ClientRequestToken;
  }

  public step(Step: RotationStep, ClientRequestToken: string, secretArn = this.secretArn): Promise<Invocation> {
    return this.fn().invoke({ Step, SecretId: secretArn, ClientRequestToken });
  }

  /**
   * Rotates the secret. A failed rotation stays pending, and starts again with its first step on the next attempt.
   *
   * @returns the step that failed, if any
   */
  public async run(token: string): Promise<RotationStep | undefined> {
    for (const step of STEPS) {
      const { functionError } = await this.step(step, token);
      if (functionError) return step;
    }
    return undefined;
  }
}
