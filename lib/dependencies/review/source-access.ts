import { Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { shown } from '../../quotas';

const CONNECTION = /^arn:[\w-]+:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/;
/** Both names of the service. Actions have to use the name in the ARN, which may be known only at deployment. */
const SERVICES = ['codeconnections', 'codestar-connections'];

/**
 * The credentials with which AWS CodeBuild reads a repository of GitHub, GitLab or Bitbucket and creates its webhook.
 *
 * A connection or a secret is configured for a single project. The credentials of `AWS::CodeBuild::SourceCredential` or `aws codebuild
 * import-source-credentials` exist once for each server type in an account and Region: a second stack replaces those of the first one, and deletion
 * removes them for all projects. For this reason, this library creates none.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
 */
export class SourceAccess {
  /**
   * Uses a connection of AWS CodeConnections. It has to be in the status AVAILABLE, which means that it was completed in the console. The identity
   * that deploys the stack needs the permission `codeconnections:PassConnection` on it.
   *
   * @param connectionArn the ARN, such as `arn:aws:codeconnections:eu-west-1:111122223333:connection/1a2b3c4d-...`
   * @throws Error if the ARN is not that of a connection
   */
  public static connection(connectionArn: string): SourceAccess {
    if (!Token.isUnresolved(connectionArn) && !CONNECTION.test(connectionArn)) {
      throw new Error(`SourceAccess.connection: connectionArn is ${shown(connectionArn)}; the ARN of a connection of AWS CodeConnections is expected`);
    }
    const services = SERVICES.filter((service) => Token.isUnresolved(connectionArn) || connectionArn.split(':')[2] === service);
    return new SourceAccess({ type: 'CODECONNECTIONS', resource: connectionArn }, [
      new iam.PolicyStatement({
        sid: 'Connection',
        actions: services.flatMap((service) => [`${service}:GetConnection`, `${service}:GetConnectionToken`]),
        resources: [connectionArn],
      }),
    ]);
  }

  /**
   * Uses a token in AWS Secrets Manager.
   *
   * @param secret the secret: JSON with `ServerType` (GITHUB, BITBUCKET, ...), `AuthType` (PERSONAL_ACCESS_TOKEN, ...) and `Token`, and the tags that
   * AWS CodeBuild requires
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/asm-create-secret.html
   */
  public static secret(secret: secretsmanager.ISecret): SourceAccess {
    return new SourceAccess({ type: 'SECRETS_MANAGER', resource: secret.secretArn }, [
      new iam.PolicyStatement({ sid: 'SourceToken', actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    ], secret);
  }

  /**
   * Uses the credentials that the account has already stored for this type of server. Templates can't show whether they exist: if the account has
   * none, the deployment fails.
   */
  public static accountCredentials(): SourceAccess {
    return new SourceAccess();
  }

  private constructor(
    /** @internal */
    public readonly _auth?: codebuild.CfnProject.SourceAuthProperty,
    /** @internal */
    public readonly _statements: readonly iam.PolicyStatement[] = [],
    /** @internal */
    public readonly _secret?: secretsmanager.ISecret,
  ) {}
}
