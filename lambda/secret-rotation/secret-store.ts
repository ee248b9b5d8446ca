import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { awsCall } from './aws-call';
import { AwsCallFailed, UnusableValue } from './errors';

/** A staging label of a version. */
export type Label = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** The description of a secret, without any value. */
export class SecretState {
  constructor(
    public readonly rotationEnabled: boolean,
    private readonly labels: Readonly<Record<string, readonly string[]>>,
  ) {}

  /** Returns the labels of a version. Undefined if the version does not exist. */
  public labelsOf(versionId: string): readonly string[] | undefined {
    return Object.hasOwn(this.labels, versionId) ? this.labels[versionId] : undefined;
  }

  public versionLabeled(label: Label): string | undefined {
    return Object.keys(this.labels).find((id) => this.labels[id].includes(label));
  }
}

/** One secret in Secrets Manager: the five operations of a rotation. */
export class SecretStore {
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly secretArn: string,
  ) {}

  public async state(): Promise<SecretState> {
    const { RotationEnabled, VersionIdsToStages } = await awsCall('DescribeSecret', false, () =>
      this.client.send(new DescribeSecretCommand({ SecretId: this.secretArn })),
    );
    return new SecretState(RotationEnabled === true, VersionIdsToStages ?? {});
  }

  /** Returns the value of a version. Undefined if it has none, as at the start of a rotation. */
  public async value(versionId: string): Promise<string | undefined> {
    try {
      const { SecretString } = await awsCall('GetSecretValue', false, () =>
        this.client.send(new GetSecretValueCommand({ SecretId: this.secretArn, VersionId: versionId })),
      );
      if (SecretString === undefined) throw new UnusableValue(`Version ${versionId} of ${this.secretArn} is binary: this function rotates text`);
      return SecretString;
    } catch (e) {
      if (e instanceof AwsCallFailed && e.code === 'ResourceNotFoundException') return undefined;
      throw e;
    }
  }

  /**
   * Stores a value as the pending version, whichever version was pending before. The value of a version never changes.
   *
   * @returns whether the version has this value; false if it has another value
   */
  public async putPending(versionId: string, value: string, rotationToken: string | undefined): Promise<boolean> {
    try {
      await awsCall('PutSecretValue', true, () =>
        this.client.send(
          new PutSecretValueCommand({
            SecretId: this.secretArn,
            ClientRequestToken: versionId,
            SecretString: value,
            VersionStages: ['AWSPENDING'],
            RotationToken: rotationToken,
          }),
        ),
      );
      return true;
    } catch (e) {
      if (e instanceof AwsCallFailed && e.code === 'ResourceExistsException') return false;
      throw e;
    }
  }

  /** Makes a version the current one, unless the current one is no longer `from`. Secrets Manager labels the previous one AWSPREVIOUS. */
  public async makeCurrent(versionId: string, from: string | undefined): Promise<void> {
    try {
      await awsCall('UpdateSecretVersionStage', false, () =>
        this.client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: this.secretArn,
            VersionStage: 'AWSCURRENT',
            MoveToVersionId: versionId,
            RemoveFromVersionId: from,
          }),
        ),
      );
    } catch (e) {
      // The label had already moved: in an attempt whose response was lost, or by another caller.
      const moved = e instanceof AwsCallFailed && e.code === 'InvalidParameterException';
      if (!moved || (await this.state()).versionLabeled('AWSCURRENT') !== versionId) throw e;
    }
  }
}
