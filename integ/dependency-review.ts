import * as path from 'path';
import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { integration } from './integration';
import { DependencyReview, DependencyScanner } from 'cdk-sec3';

/** A review of a project without dependencies is clean. */
export const app = integration('DependencyReview', ({ stack, assertions }) => {
  const project = new s3_assets.Asset(stack, 'Project', { path: path.join(__dirname, 'project') });
  const review = new DependencyReview(stack, 'Review', {
    source: codebuild.Source.s3({ bucket: project.bucket, path: project.s3ObjectKey }),
    scanners: [DependencyScanner.npmAdvisories()],
    reportsBucket: new s3.Bucket(stack, 'Reports', { enforceSSL: true, autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY }),
  });

  const build = assertions.awsApiCall('CodeBuild', 'startBuild', { projectName: review.project!.projectName }, ['build.id']);
  const done = assertions.awsApiCall('CodeBuild', 'batchGetBuilds', { ids: [build.getAttString('build.id')] });
  done.assertAtPath('builds.0.buildStatus', ExpectedResult.exact('SUCCEEDED'));
  done.waitForAssertions({ totalTimeout: Duration.minutes(20), interval: Duration.seconds(30) });
});
