import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import * as signer from 'aws-cdk-lib/aws-signer';
import { functionProps, handlerFolder, signedBy, signedResources, stackOf } from './signed';
import { codeSigningEnforced } from '../../../lib/dependencies/rules/code-signing-enforced';
import { CodeSigningConfig } from '../../../lib/dependencies/signing/code-signing-config';
import { SignedCode } from '../../../lib/dependencies/signing/signed-code';
import { ids, workloadOfStack } from '../../gate/harness';

jest.setTimeout(120_000);

const folder = handlerFolder();

function signedFunction(stack: Stack, code = folder): lambda.Function {
  const codeSigningConfig = new CodeSigningConfig(stack, 'Signing');
  const { signingProfile } = codeSigningConfig;
  return new lambda.Function(stack, 'Fn', { ...functionProps(SignedCode.fromPath(code, { signingProfile })), codeSigningConfig });
}

describe('SignedCode.fromPath', () => {
  const stack = stackOf();
  const fn = signedFunction(stack);
  const asset = fn.node.findChild('Code') as s3_assets.Asset;
  const template = Template.fromStack(stack);
  const [[id, signed]] = Object.entries(signedResources(template));
  const bucket = Object.keys(template.findResources('AWS::S3::Bucket'))[0];
  const profile = Object.keys(template.findResources('AWS::Signer::SigningProfile'))[0];

  it('signs the staged asset', () => {
    expect(signed.Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^Sec3CodeSignerFunction/), 'Arn'] },
      SourceBucket: stack.resolve(asset.s3BucketName),
      SourceKey: asset.s3ObjectKey,
      Bucket: { Ref: bucket },
      Profile: { 'Fn::GetAtt': [profile, 'ProfileName'] },
      ProfileVersion: { 'Fn::GetAtt': [profile, 'ProfileVersion'] },
    });
  });

  it('gives the function the signed object', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Code: signedBy(id), CodeSigningConfigArn: Match.anyValue() });
  });

  it('grants the signing function only the permissions that it needs', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter((policy) => /CodeSignerPolicy/.test(policy.Properties.PolicyName));
    const bucketArn = { 'Fn::GetAtt': [bucket, 'Arn'] };
    expect(policies).toHaveLength(1);
    expect(policies[0].Properties.PolicyDocument.Statement).toEqual([
      { Sid: 'SignedObjects', Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: { 'Fn::Join': ['', [bucketArn, '/*']] } },
      { Sid: 'SignedBucket', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
      { Sid: 'SigningJobs', Effect: 'Allow', Action: 'signer:DescribeSigningJob', Resource: { 'Fn::Join': ['', expect.arrayContaining([':signer:', ':/signing-jobs/*'])] } },
      { Sid: 'UnfinishedJobs', Effect: 'Allow', Action: 'signer:ListSigningJobs', Resource: '*' },
      { Effect: 'Allow', Action: 'signer:StartSigningJob', Resource: { 'Fn::GetAtt': [profile, 'Arn'] } },
      {
        Sid: 'StagedAssetsKey',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::Join': ['', expect.arrayContaining([':kms:', ':key/*'])] },
        Condition: {
          StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['s3.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
          StringLike: {
            'kms:EncryptionContext:aws:s3:arn': [
              { 'Fn::Join': ['', expect.arrayContaining([':s3:::', { 'Fn::Sub': expect.stringMatching(/^cdk-hnb659fds-assets-/) }])] },
              { 'Fn::Join': ['', expect.arrayContaining([':s3:::', { 'Fn::Sub': expect.stringMatching(/^cdk-hnb659fds-assets-/) }, '/*'])] },
            ],
          },
        },
      },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: { 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(`/${asset.s3ObjectKey}`)])] } },
    ]);
  });

  it('is deleted before the resources that it needs', () => {
    const policy = Object.keys(template.findResources('AWS::IAM::Policy')).find((name) => /CodeSignerPolicy/.test(name));
    expect(signed.DependsOn).toEqual(expect.arrayContaining([policy, bucket, expect.stringMatching(/BucketAutoDeleteObjects/)]));
  });

  it('keeps signed objects in a private bucket that is deleted with the stack', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: {
        BucketEncryption: Match.anyValue(),
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    });
  });

  it('passes the gate', () => {
    const found = ids(codeSigningEnforced, workloadOfStack((one) => signedFunction(one)));
    // The findings about the signing function are acknowledged.
    expect(found.filter((one) => !/^(Sec3CodeSignerFunction|CustomS3AutoDeleteObjects)/.test(one))).toEqual([]);
    expect(found).toHaveLength(2);
  });

  it('adds the path of the code on disk to the metadata, for the SAM CLI', () => {
    const local = stackOf(new App({ context: { 'aws:cdk:enable-asset-metadata': true } }));
    signedFunction(local);
    Template.fromStack(local).hasResource('AWS::Lambda::Function', { Metadata: { 'aws:asset:path': `asset.${asset.assetHash}`, 'aws:asset:property': 'Code' } });
  });

  it('takes options of assets', () => {
    const other = stackOf();
    const signingProfile = signer.SigningProfile.fromSigningProfileAttributes(other, 'Profile', { signingProfileName: 'Orders', signingProfileVersion: 'v1' });
    const named = new lambda.Function(other, 'Fn', functionProps(SignedCode.fromPath(folder, { signingProfile, assetHash: 'release-7' })));
    const plain = new lambda.Function(other, 'Plain', functionProps(lambda.Code.fromAsset(folder, { assetHash: 'release-7' })));
    expect((named.node.findChild('Code') as s3_assets.Asset).assetHash).toBe((plain.node.findChild('Code') as s3_assets.Asset).assetHash);
    const [only] = Object.values(signedResources(Template.fromStack(other)));
    expect(only.Properties).toMatchObject({ Profile: 'Orders', ProfileVersion: 'v1' });
  });

  it('signs layers', () => {
    const other = stackOf();
    const { signingProfile } = new CodeSigningConfig(other, 'Signing');
    new lambda.LayerVersion(other, 'Layer', { code: SignedCode.fromPath(folder, { signingProfile }) });
    const layered = Template.fromStack(other);
    const [own] = Object.keys(signedResources(layered));
    layered.hasResourceProperties('AWS::Lambda::LayerVersion', { Content: signedBy(own) });
  });
});

describe('currentVersion of a function', () => {
  function versionOf(code: string, profile = 'Orders'): string {
    const stack = stackOf();
    const signingProfile = signer.SigningProfile.fromSigningProfileAttributes(stack, 'Profile', { signingProfileName: profile, signingProfileVersion: 'v1' });
    const fn = new lambda.Function(stack, 'Fn', functionProps(SignedCode.fromPath(code, { signingProfile })));
    expect(fn.currentVersion).toBeInstanceOf(lambda.Version);
    return Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version'))[0];
  }

  it('is the same while nothing changes', () => {
    expect(versionOf(handlerFolder())).toBe(versionOf(handlerFolder()));
  });

  it('changes with the code', () => {
    expect(versionOf(handlerFolder('exports.handler = async () => 2;'))).not.toBe(versionOf(folder));
  });

  it('changes with the profile', () => {
    expect(versionOf(folder, 'Other')).not.toBe(versionOf(folder));
  });
});

describe('one instance', () => {
  it('is signed once for the functions of a stack', () => {
    const stack = stackOf();
    const { signingProfile } = new CodeSigningConfig(stack, 'Signing');
    const code = SignedCode.fromPath(folder, { signingProfile });
    for (const id of ['A', 'B']) new lambda.Function(stack, id, functionProps(code));
    const template = Template.fromStack(stack);
    const [id, ...more] = Object.keys(signedResources(template));
    expect(more).toEqual([]);
    expect(Object.keys(template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler', Code: signedBy(id) } }))).toHaveLength(2);
  });

  it('is rejected in a second stack', () => {
    const app = new App();
    const stack = stackOf(app);
    const { signingProfile } = new CodeSigningConfig(stack, 'Signing');
    const code = SignedCode.fromPath(folder, { signingProfile });
    new lambda.Function(stack, 'Fn', functionProps(code));
    const other = stackOf(app, 'Payments');
    expect(() => new lambda.Function(other, 'Fn', functionProps(code))).toThrow(
      `[Payments/Fn] SignedCode.fromPath('${folder}') is in stack Orders already: make one for each stack`,
    );
  });
});

describe('code that the CDK rejects', () => {
  const signingProfile = { signingProfileName: 'Orders' } as signer.ISigningProfile;

  it.each([['a file that is not a zip archive', path.join(folder, 'index.js')], ['an absent path', path.join(folder, 'missing')]])('%s', (_, wrong) => {
    expect(() => new lambda.Function(stackOf(), 'Fn', functionProps(SignedCode.fromPath(wrong, { signingProfile })))).toThrow(wrong);
  });
});
