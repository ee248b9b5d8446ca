import { createHash } from 'crypto';
import { CustomResource, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Construct } from 'constructs';
import { SIGNED_CODE_TYPE } from './signed-code-type';
import { policyFor, RolePolicy } from '../../functions';
import { fittedText } from '../../quotas';
import { guardLayer } from '../../runtime-protection/guard-layer';
import { ownFunction } from '../../runtime-protection/own-function';
import { nagText } from '../review/nag-text';
import { acknowledgeStagedAssetsKey, decryptStagedAssets } from '../staged-assets-key';

const ID = 'Sec3CodeSigner';

/** Signs the packages of a stack at deployment. It has one function for all packages, and a bucket for signed objects. */
export class CodeSigner extends Construct {
  /** Returns the signer of a stack, and creates it on first use. */
  public static of(stack: Stack): CodeSigner {
    return (stack.node.tryFindChild(ID) as CodeSigner | undefined) ?? new CodeSigner(stack);
  }

  public readonly bucket: s3.Bucket;
  public readonly fn: lambda.Function;
  private readonly policy: RolePolicy;
  private readonly policies = new Set<RolePolicy>();
  private readonly profiles = new Set<string>();
  private readonly keys = new Set<string>();
  private readonly signed: CustomResource[] = [];

  private constructor(stack: Stack) {
    super(stack, ID);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // Each signed object is deleted with its custom resource. Objects of an interrupted update are deleted with the bucket.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    Validations.of(this.bucket.node.defaultChild!).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'It holds copies of deployed packages, which CloudFormation and the signing function alone read and write; CloudTrail has their calls',
    });
    this.fn = this.signingFunction();
    this.policy = this.grant(this.statements());
    this.acknowledge();
    this.node.addValidation({ validate: () => this.circles() });
  }

  /**
   * Signs an asset at deployment.
   *
   * @returns the custom resource, with the attributes Bucket and Key
   * @throws Error if the asset is the code or a layer of the signing function itself, which would have to be signed before it can sign
   */
  public sign(scope: Construct, asset: s3_assets.Asset, profile: signer.ISigningProfile): CustomResource {
    if (scope.node.scopes.includes(this)) throw new Error(circle(scope, this.fn));
    this.allow(asset, profile);
    // The version of a function changes only with the text of its properties. A reference to an attribute has the same text for any value, so that
    // another package or profile needs another resource.
    const identity = JSON.stringify(Stack.of(this).resolve([asset.assetHash, profile.signingProfileName]));
    const digest = createHash('sha256').update(identity).digest('hex').slice(0, 16);
    const signed = new CustomResource(scope, `Signed${digest}`, {
      resourceType: SIGNED_CODE_TYPE,
      serviceToken: this.fn.functionArn,
      properties: {
        SourceBucket: asset.s3BucketName,
        SourceKey: asset.s3ObjectKey,
        Bucket: this.bucket.bucketName,
        Profile: profile.signingProfileName,
        ProfileVersion: profile.signingProfileVersion,
      },
    });
    // The permissions and the bucket are deleted after the signed object, because its deletion needs them.
    signed.node.addDependency(...this.policies, this.bucket);
    this.signed.push(signed);
    return signed;
  }

  private signingFunction(): lambda.Function {
    return ownFunction(this, 'Function', {
      asset: 'code-signing',
      description: fittedText('AWS::Lambda::Function.Description', `Signs the packages of ${Stack.of(this).node.path}`),
      timeout: Duration.minutes(10),
      unbounded: 'CloudFormation invokes it, as often as the stack has packages',
      // The function may sign the guard layer that other functions share, so that it can't depend on that layer.
      guardLayer: guardLayer(this, 'RuntimeGuard'),
    });
  }

  /** Returns the permissions of the function. AWS Signer reads and writes with the permissions of the identity that starts a job. */
  private statements(): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({ sid: 'SignedObjects', actions: ['s3:PutObject', 's3:DeleteObject'], resources: [this.bucket.arnForObjects('*')] }),
      new iam.PolicyStatement({ sid: 'SignedBucket', actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
      new iam.PolicyStatement({ sid: 'SigningJobs', actions: ['signer:DescribeSigningJob'], resources: [this.jobs] }),
      // The action lists all jobs of the account, so that no narrower resource is possible.
      new iam.PolicyStatement({ sid: 'UnfinishedJobs', actions: ['signer:ListSigningJobs'], resources: ['*'] }),
    ];
  }

  /** Acknowledges permissions that can't be narrowed further. */
  private acknowledge(): void {
    const stack = Stack.of(this);
    acknowledgeStagedAssetsKey(this.policy);
    Validations.of(this.policy).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: 'AWS Signer lists the jobs of an account, and takes no resource for that' },
      { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${nagText(stack, this.bucket.arnForObjects('*'))}]`, reason: 'AWS Signer names signed objects after its jobs' },
      { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${nagText(stack, this.jobs)}]`, reason: 'AWS Signer names jobs when it starts them' },
    );
    Validations.of(this.fn.node.defaultChild!).acknowledge({
      id: 'Sec3-FunctionRoleLeastPrivilege[every-resource]',
      reason: 'AWS Signer takes no resource where jobs are listed, and of keys those are meant that the bucket of staged assets has, by a condition',
    });
  }

  private get jobs(): string {
    return Stack.of(this).formatArn({ service: 'signer', resource: '', resourceName: 'signing-jobs/*' });
  }

  private allow(asset: s3_assets.Asset, profile: signer.ISigningProfile): void {
    const profileArn = profile.signingProfileArn;
    if (!this.profiles.has(profileArn)) {
      this.profiles.add(profileArn);
      this.grant([new iam.PolicyStatement({ actions: ['signer:StartSigningJob'], resources: [profileArn] })]);
    }
    const key = asset.bucket.arnForObjects(asset.s3ObjectKey);
    if (this.keys.size === 0) this.grant([decryptStagedAssets(Stack.of(this), asset)]);
    if (!this.keys.has(key)) {
      this.keys.add(key);
      this.grant([new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [key] })]);
    }
  }

  private grant(statements: readonly iam.PolicyStatement[]): RolePolicy {
    const policy = policyFor({ role: this.fn.role!, scope: this, id: 'Policy' }, statements);
    policy.addStatements(...statements);
    this.policies.add(policy);
    return policy;
  }

  /** Returns errors for layers that the signing function uses and that it would have to sign itself. */
  private circles(): string[] {
    const stack = Stack.of(this);
    const resolved = (value: unknown): string => JSON.stringify(stack.resolve(value) ?? null);
    const used = resolved((this.fn.node.defaultChild as lambda.CfnFunction).layers);
    const signed = this.signed.map((resource) => resolved(resource.getAttString('Key')));
    return stack.node.findAll()
      .filter((construct) => construct instanceof lambda.LayerVersion)
      .filter((layer) => used.includes(resolved(layer.layerVersionArn)))
      .filter((layer) => signed.some((key) => resolved((layer.node.defaultChild as lambda.CfnLayerVersion).content).includes(key)))
      .map((layer) => circle(layer, this.fn));
  }
}

function circle(scope: Construct, signingFunction: lambda.Function): string {
  return (
    `${scope.node.path} can't be signed: ${signingFunction.node.path}, which signs the packages of the stack, needs it to run, and Lambda would ` +
    'have to have both before the other. Leave it unsigned: no code signing configuration applies to that function'
  );
}

/** Returns the location of the signed object. */
export function signedLocation(signed: CustomResource): s3.Location {
  return { bucketName: signed.getAttString('Bucket'), objectKey: signed.getAttString('Key') };
}
