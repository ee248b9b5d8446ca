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

/** What signs the packages of a stack at deployment: one function, whatever is signed, and a bucket for what it signs. */
export class CodeSigner extends Construct {
  /** The one of a stack. */
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
      // Each signed object goes with the resource that signed it. What an update left that never ended goes with the bucket.
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
   * Has an asset signed at deployment.
   *
   * @returns the custom resource, with the attributes Bucket and Key
   * @throws Error for the code and layer of the signing function itself, which would have to be signed before it can sign
   */
  public sign(scope: Construct, asset: s3_assets.Asset, profile: signer.ISigningProfile): CustomResource {
    if (scope.node.scopes.includes(this)) throw new Error(circle(scope, this.fn));
    this.allow(asset, profile);
    // The attributes of one resource are the same text whatever they stand for, and the version of a function follows from that text
    // alone: another package or profile has to be another resource.
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
    // What removes the object goes after it.
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
      // It may sign the layer of the guard that other functions share, and so can't need that one.
      guardLayer: guardLayer(this, 'RuntimeGuard'),
    });
  }

  /** AWS Signer reads and writes as the one who starts a job. */
  private statements(): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({ sid: 'SignedObjects', actions: ['s3:PutObject', 's3:DeleteObject'], resources: [this.bucket.arnForObjects('*')] }),
      new iam.PolicyStatement({ sid: 'SignedBucket', actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
      new iam.PolicyStatement({ sid: 'SigningJobs', actions: ['signer:DescribeSigningJob'], resources: [this.jobs] }),
      // Of all jobs of the account: there is nothing to narrow it by.
      new iam.PolicyStatement({ sid: 'UnfinishedJobs', actions: ['signer:ListSigningJobs'], resources: ['*'] }),
    ];
  }

  /** What can't be narrowed further. */
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

  /** What it runs from can't wait for it. */
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

/** Where the signed object is. */
export function signedLocation(signed: CustomResource): s3.Location {
  return { bucketName: signed.getAttString('Bucket'), objectKey: signed.getAttString('Key') };
}
