import {
  DescribeSigningJobCommand, DescribeSigningJobCommandOutput, ListSigningJobsCommand, SignerClient, SigningJob, StartSigningJobCommand,
} from '@aws-sdk/client-signer';
import { SigningRequest } from './event';
import { RequestFailed } from '../custom-resource/errors';
import { isMissing, Patience } from '../custom-resource/patience';

/** The platform whose signatures Lambda verifies. */
const PLATFORM = 'AWSLambda-SHA384-ECDSA';

/** AWS Signer's jobs. */
export class SigningJobs {
  constructor(
    private readonly signer: SignerClient,
    private readonly patience: Patience,
  ) {}

  /** Starts a job, and returns its id. The same token returns the same job. */
  public async start(request: SigningRequest, version: string, prefix: string, token: string): Promise<string> {
    const { jobId } = await this.patience.call(`StartSigningJob with profile ${request.profile}`, () =>
      this.signer.send(
        new StartSigningJobCommand({
          source: { s3: { bucketName: request.sourceBucket, key: request.sourceKey, version } },
          destination: { s3: { bucketName: request.bucket, prefix } },
          profileName: request.profile,
          clientRequestToken: token,
        }),
      ),
    );
    return jobId!;
  }

  /**
   * Waits for a job, and returns the key of the signed object.
   *
   * @throws RequestFailed if nothing was signed, or not as requested
   */
  public async signedKey(jobId: string, request: SigningRequest): Promise<string> {
    const job = await this.finished(jobId);
    if (job?.status !== 'Succeeded') {
      throw new RequestFailed(job ? `Signing job ${jobId} failed: ${job.statusReason ?? 'AWS Signer gives no reason'}` : `Signing job ${jobId} did not finish in time`);
    }
    const mismatch = mismatchOf(job, request);
    if (mismatch) throw new RequestFailed(`Signing job ${jobId} ${mismatch}`);
    return job.signedObject!.s3!.key!;
  }

  /** Checks whether an object was signed as requested, and its signature is not revoked. */
  public async hasSigned(jobId: string, key: string, request: SigningRequest): Promise<boolean> {
    const job = await this.describe(jobId);
    return job?.status === 'Succeeded' && job.revocationRecord === undefined && job.signedObject?.s3?.key === key && !mismatchOf(job, request);
  }

  /** Waits until all jobs of an object have finished. */
  public async settle(sourceBucket: string, sourceKey: string): Promise<void> {
    for (const { jobId, source } of await this.unfinished()) {
      if (source?.s3?.bucketName !== sourceBucket || source.s3.key !== sourceKey) continue;
      if (!(await this.finished(jobId!))) throw new RequestFailed(`Signing job ${jobId} did not finish in time: its result can’t be removed yet`);
    }
  }

  private finished(jobId: string): Promise<DescribeSigningJobCommandOutput | undefined> {
    return this.patience.until(async () => {
      const job = await this.describe(jobId);
      return job && job.status !== 'InProgress' ? job : undefined;
    });
  }

  private async describe(jobId: string): Promise<DescribeSigningJobCommandOutput | undefined> {
    return this.patience.call(`DescribeSigningJob of ${jobId}`, async () => {
      try {
        return await this.signer.send(new DescribeSigningJobCommand({ jobId }));
      } catch (e) {
        if (isMissing(e)) return undefined;
        throw e;
      }
    });
  }

  private async unfinished(): Promise<SigningJob[]> {
    const jobs: SigningJob[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.patience.call('ListSigningJobs', () =>
        this.signer.send(new ListSigningJobsCommand({ status: 'InProgress', platformId: PLATFORM, nextToken })),
      );
      jobs.push(...(page.jobs ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return jobs;
  }
}

/** Returns the difference between a job and the request, as the end of a sentence that starts with the job; undefined if there is none. */
function mismatchOf(job: DescribeSigningJobCommandOutput, request: SigningRequest): string | undefined {
  const { source, signedObject, profileName, profileVersion, platformId } = job;
  if (source?.s3?.bucketName !== request.sourceBucket || source.s3.key !== request.sourceKey) return `signed s3://${source?.s3?.bucketName}/${source?.s3?.key}`;
  if (signedObject?.s3?.bucketName !== request.bucket || !signedObject.s3.key) return `left its result in ${signedObject?.s3?.bucketName}`;
  if (profileName !== request.profile || profileVersion !== request.profileVersion) {
    return `signed with version ${profileVersion} of profile ${profileName}, and ${request.profileVersion} of ${request.profile} was requested: deploy the profile again`;
  }
  if (platformId !== PLATFORM) return `signed for platform ${platformId}, and Lambda requires ${PLATFORM}: use a profile of that platform`;
  return undefined;
}
