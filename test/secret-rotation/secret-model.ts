import { Operations, Rejection } from './local-aws';

interface Version {
  labels: string[];
  value?: string;
}

/**
 * One secret with the behavior that AWS documents, also where moto differs: a version's value never changes, and moving AWSCURRENT removes AWSPENDING
 * from the version.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export class SecretModel {
  public rotationEnabled = true;
  public binary = false;

  constructor(public readonly versions: Record<string, Version>) {}

  public labeled(label: string): string | undefined {
    return Object.keys(this.versions).find((id) => this.versions[id].labels.includes(label));
  }

  public get operations(): Operations {
    return {
      DescribeSecret: () => ({
        RotationEnabled: this.rotationEnabled,
        VersionIdsToStages: Object.fromEntries(Object.entries(this.versions).map(([id, { labels }]) => [id, labels])),
      }),
      GetSecretValue: ({ VersionId }) => {
        const value = this.versions[VersionId]?.value;
        if (value === undefined) throw new Rejection('ResourceNotFoundException', 'There is no such value');
        return this.binary ? { SecretBinary: 'AAAA' } : { SecretString: value };
      },
      PutSecretValue: ({ ClientRequestToken, SecretString, VersionStages }) => {
        const held = this.versions[ClientRequestToken]?.value;
        if (held !== undefined && held !== SecretString) throw new Rejection('ResourceExistsException', `in use, so not ${SecretString}`);
        this.versions[ClientRequestToken] ??= { labels: [] };
        this.versions[ClientRequestToken].value = SecretString;
        for (const label of VersionStages) this.move(label, ClientRequestToken);
        return {};
      },
      UpdateSecretVersionStage: ({ VersionStage, MoveToVersionId, RemoveFromVersionId }) => {
        if (this.labeled(VersionStage) !== RemoveFromVersionId) throw new Rejection('InvalidParameterException', 'The label is elsewhere');
        this.move(VersionStage, MoveToVersionId);
        if (VersionStage === 'AWSCURRENT') {
          this.versions[MoveToVersionId].labels = ['AWSCURRENT'];
          if (RemoveFromVersionId) this.move('AWSPREVIOUS', RemoveFromVersionId);
        }
        return {};
      },
    };
  }

  private move(label: string, versionId: string): void {
    for (const version of Object.values(this.versions)) version.labels = version.labels.filter((each) => each !== label);
    this.versions[versionId].labels.push(label);
  }
}
