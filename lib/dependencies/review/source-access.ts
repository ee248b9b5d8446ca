import { Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { shown } from '../../quotas';

const CONNECTION = /^arn:[\w-]+:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/;
/** Both names of the service: the actions are those of the name in the ARN, which may be known only at deployment. */
const SERVICES = ['codeconnections', 'codestar-connections'];

/**
 * How AWS CodeBuild gets at a repository of GitHub, GitLab or Bitbucket, and makes the webhook there.
 *
 * A connection or a secret belongs to the one project. What an account stores by `AWS::CodeBuild::SourceCredential` or `aws codebuild
 * import-source-credentials` is one for each type of server in account and Region: a second stack that makes one takes away the first
 * one's, and deletion takes it from all. So this library makes none.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
 */
export class SourceAccess {
  /**
   * By a connection of AWS CodeConnections, which has to be in the status AVAILABLE: someone has completed it in the console. Anyone who
   * deploys the stack needs the permission `codeconnections:PassConnection` on it.
   *
   * @param connectionArn such as `arn:aws:codeconnections:eu-west-1:111122223333:connection/1a2b3c4d-...`
   * @throws Error for another ARN
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
   * By a token in AWS Secrets Manager.
   *
   * @param secret with `ServerType` (GITHUB, BITBUCKET, ...), `AuthType` (PERSONAL_ACCESS_TOKEN, ...) and `Token` in JSON, and with the
   *   tags that AWS CodeBuild asks for
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/asm-create-secret.html
   */
  public static secret(secret: secretsmanager.ISecret): SourceAccess {
    return new SourceAccess({ type: 'SECRETS_MANAGER', resource: secret.secretArn }, [
      new iam.PolicyStatement({ sid: 'SourceToken', actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    ], secret);
  }

  /**
   * By what the account has stored for this type of server already. It says that someone has seen to it: no template can tell, and
   * where the account has none the deployment fails.
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
