import * as http from 'http';
import { LoopbackModel } from '../tools/loopback-model';

/** Faults of a call: either it does not reach AWS ('before'), or AWS performs it and its response is lost. */
export const FAULTS = ['throttled', 'denied', 'rejected after', 'lost before', 'lost after', 'killed before', 'killed after'] as const;

export type Fault = (typeof FAULTS)[number];

export const OPERATIONS = [
  'HeadObject', 'ListObjectsV2', 'DeleteObject', 'StartSigningJob', 'DescribeSigningJob', 'ListSigningJobs', 'Respond',
] as const;

export type Operation = (typeof OPERATIONS)[number];

export interface Job {
  readonly jobId: string;
  readonly source: { readonly s3: { readonly bucketName: string; readonly key: string; readonly version: string } };
  readonly destination: { readonly s3: { readonly bucketName: string; readonly prefix: string } };
  readonly profileName: string;
  readonly profileVersion: string;
  /** Number of status requests until it is done. */
  left: number;
  failure?: string;
  revoked?: boolean;
}

export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly RequestId: string;
  readonly Data?: { readonly Bucket: string; readonly Key: string };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/**
 * S3, AWS Signer and CloudFormation's response URLs on one port of the loopback interface, modeled on their API references.
 * S3 answers with one key a page, and Signer with one job.
 * @see https://docs.aws.amazon.com/signer/latest/api/API_StartSigningJob.html
 */
export class SigningModel extends LoopbackModel {
  public static start(): Promise<SigningModel> {
    return new SigningModel().listen();
  }

  /** Objects by bucket and key: the version of an unsigned object, and the job of a signed one. */
  public readonly buckets = new Map<string, Map<string, string>>();
  public readonly profiles = new Map<string, { version: string; platformId: string }>();
  public jobs: Job[] = [];
  public responses: Response[] = [];
  public calls: Operation[] = [];
  /** Faults of the next calls. */
  public faults: (Fault | undefined)[] = [];
  /** Number of occurrences of each fault, with its call. */
  public readonly injected = new Map<string, number>();
  /** Duration of a job, as a number of status requests. */
  public jobLength = 1;
  public jobFailure?: string;

  private readonly tokens = new Map<string, Job>();

  /** Called with the name of an invocation that is killed here. */
  public onKill: (invocation: string) => void = () => undefined;

  /** Resets to an unused account. */
  public reset(): void {
    this.buckets.clear();
    this.profiles.clear();
    this.tokens.clear();
    Object.assign(this, { jobs: [], responses: [], calls: [], faults: [], jobLength: 1, jobFailure: undefined });
  }

  public keys(bucket: string): string[] {
    return [...(this.buckets.get(bucket)?.keys() ?? [])].sort();
  }

  /** Finishes all jobs. */
  public finishJobs(): void {
    for (const job of this.jobs) while (job.left > 0) this.step(job);
  }

  protected async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, this.url);
    const operation = operationOf(request.method!, url);
    const invocation = /invocation-\d+/.exec(`${request.headers.invocation} ${url.search}`)?.[0] ?? '';
    this.calls.push(operation);
    const fault = this.faults.shift();
    if (fault) this.injected.set(`${operation}, ${fault}`, (this.injected.get(`${operation}, ${fault}`) ?? 0) + 1);
    if (fault === 'throttled') return reply(response, problem(operation, 429, 'TooManyRequestsException'));
    if (fault === 'denied') return reply(response, problem(operation, 403, 'AccessDeniedException'));
    if (fault === 'lost before') return void response.destroy();
    if (fault === 'killed before') return this.kill(invocation, response);
    const answer = this.carryOut(operation, url, Buffer.concat(chunks).toString());
    if (fault === 'rejected after') return reply(response, problem(operation, 500, 'InternalServiceErrorException'));
    if (fault === 'lost after') return void response.destroy();
    if (fault === 'killed after') return this.kill(invocation, response);
    reply(response, answer);
  }

  private kill(invocation: string, response: http.ServerResponse): void {
    this.onKill(invocation);
    response.destroy();
  }

  private carryOut(operation: Operation, url: URL, body: string): Answer {
    const [, bucket, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    switch (operation) {
      case 'HeadObject':
        return this.head(bucket, rest.join('/'));
      case 'ListObjectsV2':
        return this.list(bucket, url.searchParams);
      case 'DeleteObject':
        this.buckets.get(bucket)?.delete(rest.join('/'));
        return { status: 204, body: '' };
      case 'StartSigningJob':
        return this.startJob(JSON.parse(body));
      case 'DescribeSigningJob':
        return this.describeJob(rest[0]);
      case 'ListSigningJobs':
        return this.listJobs(url.searchParams);
      case 'Respond':
        this.responses.push(JSON.parse(body));
        return { status: 200, body: '' };
    }
  }

  private head(bucket: string, key: string): Answer {
    const version = this.buckets.get(bucket)?.get(key);
    return version === undefined ? { status: 404, body: '' } : { status: 200, body: '', headers: version ? { 'x-amz-version-id': version } : {} };
  }

  private list(bucket: string, query: URLSearchParams): Answer {
    if (!this.buckets.has(bucket)) return { status: 404, body: '<Error><Code>NoSuchBucket</Code><Message>no such bucket</Message></Error>' };
    const after = query.get('continuation-token') ?? '';
    const [key, next] = this.keys(bucket).filter((name) => name.startsWith(query.get('prefix') ?? '') && name > after);
    const contents = key ? `<Contents><Key>${key}</Key></Contents>` : '';
    const token = next ? `<NextContinuationToken>${key}</NextContinuationToken>` : '';
    return { status: 200, body: `<ListBucketResult><IsTruncated>${!!next}</IsTruncated>${contents}${token}</ListBucketResult>` };
  }

  private startJob(input: Omit<Job, 'jobId' | 'profileVersion' | 'left'> & { clientRequestToken: string }): Answer {
    const { clientRequestToken, source, destination, profileName } = input;
    const profile = this.profiles.get(profileName);
    if (!profile) return problem('StartSigningJob', 404, 'ResourceNotFoundException');
    if (this.buckets.get(source.s3.bucketName)?.get(source.s3.key) !== source.s3.version) return problem('StartSigningJob', 400, 'ValidationException');
    let job = this.tokens.get(clientRequestToken);
    if (!job) {
      const jobId = `00000000-0000-4000-8000-${`${this.jobs.length + 1}`.padStart(12, '0')}`;
      job = { jobId, source, destination, profileName, profileVersion: profile.version, left: this.jobLength, failure: this.jobFailure };
      this.jobs.push(job);
      this.tokens.set(clientRequestToken, job);
    }
    return { status: 200, body: JSON.stringify({ jobId: job.jobId, jobOwner: '123456789012' }) };
  }

  private describeJob(jobId: string): Answer {
    const job = this.jobs.find((one) => one.jobId === jobId);
    if (!job) return problem('DescribeSigningJob', 404, 'ResourceNotFoundException');
    this.step(job);
    const { source, profileName, profileVersion, revoked } = job;
    const { platformId } = this.profiles.get(profileName)!;
    const status = statusOf(job);
    return {
      status: 200,
      body: JSON.stringify({
        jobId,
        source,
        profileName,
        profileVersion,
        platformId,
        status,
        statusReason: status === 'Failed' ? job.failure : undefined,
        revocationRecord: revoked ? { reason: 'leaked', revokedAt: 1, revokedBy: 'someone' } : undefined,
        signedObject: status === 'Succeeded' ? { s3: { bucketName: job.destination.s3.bucketName, key: keyOf(job) } } : undefined,
      }),
    };
  }

  private listJobs(query: URLSearchParams): Answer {
    const [job, next] = this.jobs.filter((one) => statusOf(one) === query.get('status') && one.jobId > (query.get('nextToken') ?? ''));
    const jobs = job ? [{ jobId: job.jobId, source: job.source, status: statusOf(job) }] : [];
    return { status: 200, body: JSON.stringify({ jobs, nextToken: next ? job.jobId : undefined }) };
  }

  private step(job: Job): void {
    if (job.left === 0) return;
    job.left -= 1;
    if (statusOf(job) === 'Succeeded') this.buckets.get(job.destination.s3.bucketName)!.set(keyOf(job), job.jobId);
  }
}

function statusOf({ left, failure }: Job): string {
  if (left > 0) return 'InProgress';
  return failure === undefined ? 'Succeeded' : 'Failed';
}

function keyOf({ destination, jobId }: Job): string {
  return `${destination.s3.prefix}${jobId}.zip`;
}

function operationOf(method: string, { pathname, searchParams }: URL): Operation {
  if (pathname === '/signing-jobs') return method === 'POST' ? 'StartSigningJob' : 'ListSigningJobs';
  if (pathname.startsWith('/signing-jobs/')) return 'DescribeSigningJob';
  if (pathname === '/respond') return 'Respond';
  if (searchParams.get('list-type') === '2') return 'ListObjectsV2';
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'DELETE') return 'DeleteObject';
  throw new Error(`${method} ${pathname}: not part of the model`);
}

/** Formats an error: XML for S3, JSON for Signer. */
function problem(operation: Operation, status: number, type: string): Answer {
  const message = `${type} made by a test`;
  if (/Object/.test(operation)) return { status, body: operation === 'HeadObject' ? '' : `<Error><Code>${type}</Code><Message>${message}</Message></Error>` };
  return { status, body: JSON.stringify({ message }), headers: { 'x-amzn-errortype': type } };
}

function reply(response: http.ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, headers).end(body);
}
