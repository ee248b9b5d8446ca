import { Aws, Stack } from 'aws-cdk-lib';
import * as codeartifact from 'aws-cdk-lib/aws-codeartifact';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as signer from 'aws-cdk-lib/aws-signer';
import { CODE, ConstructRepairs, fn } from './construct-repair';
import { InspectorScanning } from '../../../../lib/dependencies/review/inspector-scanning';

const layered = (stack: Stack, account: string) =>
  fn(stack, { layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', `arn:aws:lambda:eu-west-1:${account}:layer:tools:1`)] });

const packaged = (stack: Stack, codeSigningConfig?: lambda.CodeSigningConfig) =>
  fn(stack, { ...CODE, code: lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Packages', 'packages'), 'signed.zip'), codeSigningConfig });

const building = (stack: Stack, command: string) =>
  new codebuild.Project(stack, 'Build', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: [command] } } }) });

const repository = (stack: Stack) => new codeartifact.CfnRepository(stack, 'Repository', { domainName: 'team', repositoryName: 'packages', externalConnections: ['public:npmjs'] });

const started = (stack: Stack, webhookFilters: codebuild.FilterGroup[]) =>
  new codebuild.Project(stack, 'Build', { source: codebuild.Source.gitHub({ owner: 'team', repo: 'shop', webhook: true, webhookFilters }) });

export const DEPENDENCIES_CONSTRUCTS: ConstructRepairs = {
  InspectorEnabled: {
    wrong: packaged,
    right: (stack) => [packaged(stack), new InspectorScanning(stack, 'Scanning')],
  },
  ImageScannedOnPush: {
    wrong: (stack) => new ecr.Repository(stack, 'Repository'),
    right: (stack) => new ecr.Repository(stack, 'Repository', { imageScanOnPush: true }),
  },
  LayerFromKnownAccount: {
    wrong: (stack) => layered(stack, '999999999999'),
    right: (stack) => layered(stack, Aws.ACCOUNT_ID),
  },
  BuildCodePinned: {
    wrong: (stack) => building(stack, 'npm install --global aws-cdk'),
    right: (stack) => building(stack, 'npm install --global aws-cdk@2.276.0'),
  },
  PackageOriginControlled: {
    wrong: (stack) => repository(stack),
    right: (stack) => {
      const restrictions = { externalUpstream: { restrictionMode: 'BLOCK' } };
      return [repository(stack), new codeartifact.CfnPackageGroup(stack, 'Group', { domainName: 'team', pattern: '/npm/team/*', originConfiguration: { restrictions } })];
    },
  },
  BuildNotPublic: {
    wrong: (stack) => started(stack, []),
    right: (stack) => started(stack, [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PULL_REQUEST_CREATED).andActorAccountIs('^12345678$')]),
  },
  CodeSigningEnforced: {
    wrong: packaged,
    right: (stack) => {
      const signingProfiles = [new signer.SigningProfile(stack, 'Profile', { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA })];
      const codeSigningConfig = new lambda.CodeSigningConfig(stack, 'Config', { signingProfiles, untrustedArtifactOnDeployment: lambda.UntrustedArtifactOnDeployment.ENFORCE });
      packaged(stack, codeSigningConfig);
    },
  },
  ImageTagImmutable: {
    wrong: (stack) => new ecr.Repository(stack, 'Images'),
    right: (stack) => new ecr.Repository(stack, 'Images', { imageTagMutability: ecr.TagMutability.IMMUTABLE }),
  },
};
