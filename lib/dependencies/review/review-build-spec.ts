import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { ScannerNeeds } from './scanner-needs';

/** The folders of a build: for tools and reports, and for data that is cached between builds. */
export const REVIEW_FOLDERS = { SEC3_REVIEW_HOME: '/tmp/sec3-review', SEC3_REVIEW_CACHE: '/root/.cache/sec3-review' };

const RUNNER = '"$SEC3_REVIEW_HOME/review.js"';

/**
 * Returns the build specification. The scanners run in one phase, and findings fail a later phase, so that events distinguish failed reviews from
 * findings. No exit code is ignored.
 */
export function reviewBuildSpec(prepare: readonly string[], needs: readonly ScannerNeeds[]): codebuild.BuildSpec {
  const isNeeded = (what: 'python' | 'java' | 'cache') => needs.some((need) => need[what] === true);
  return codebuild.BuildSpec.fromObject({
    version: '0.2',
    phases: {
      install: {
        'runtime-versions': { nodejs: '22', ...(isNeeded('python') && { python: '3.13' }), ...(isNeeded('java') && { java: 'corretto21' }) },
      },
      pre_build: {
        commands: [
          'mkdir -p "$SEC3_REVIEW_HOME"',
          `aws s3 cp --only-show-errors "$SEC3_REVIEW_RUNNER" ${RUNNER}`,
          'echo "$SEC3_REVIEW_RUNNER_SHA256  $SEC3_REVIEW_HOME/review.js" | sha256sum --check --status',
          ...prepare,
        ],
      },
      build: { commands: [`node ${RUNNER} review`] },
      // This phase also runs after a failed review. If that wrote results, they may include findings.
      post_build: { commands: [`if [ -f "$SEC3_REVIEW_HOME/reports/results.json" ]; then node ${RUNNER} verdict; fi`] },
    },
    ...(isNeeded('cache') && { cache: { paths: [`${REVIEW_FOLDERS.SEC3_REVIEW_CACHE}/**/*`] } }),
  });
}
