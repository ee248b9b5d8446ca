import { createHash } from 'crypto';
import * as path from 'path';
import { prefixOf, readRequest, SigningEvent, SigningRequest } from './event';
import { SignedObjects } from './signed-objects';
import { SigningJobs } from './signing-jobs';
import { RequestFailed } from '../custom-resource/errors';

/** A signed object, as the attributes of the custom resource. */
export interface Signed {
  readonly Bucket: string;
  readonly Key: string;
}

/** Signs objects, and removes signed ones. Repetitions have the same result. */
export class CodeSigning {
  constructor(
    private readonly jobs: SigningJobs,
    private readonly objects: SignedObjects,
  ) {}

  public async run(event: SigningEvent): Promise<Signed | undefined> {
    if (event.type !== 'Delete') return this.sign(event, readRequest(event.properties));
    await this.remove(event);
    return undefined;
  }

  private async sign({ home, requestId }: SigningEvent, request: SigningRequest): Promise<Signed> {
    const prefix = prefixOf(home, request);
    // A rollback requires the existing object, whose source may be gone.
    const key = (await this.existing(prefix, request)) ?? (await this.signAgain(prefix, request, requestId));
    return { Bucket: request.bucket, Key: key };
  }

  private async existing(prefix: string, request: SigningRequest): Promise<string | undefined> {
    for (const key of await this.objects.keys(request.bucket, prefix)) {
      // AWS Signer names objects after their jobs. The status of the job counts, not the name.
      if (await this.jobs.hasSigned(path.basename(key, '.zip'), key, request)) return key;
    }
    return undefined;
  }

  private async signAgain(prefix: string, request: SigningRequest, requestId: string): Promise<string> {
    const version = await this.objects.versionOf(request.sourceBucket, request.sourceKey);
    // Lambda may deliver an event several times: all deliveries get the same job.
    const token = createHash('sha256').update(`${requestId} ${prefix}`).digest('hex');
    const key = await this.jobs.signedKey(await this.jobs.start(request, version, prefix, token), request);
    if (!(await this.objects.keys(request.bucket, prefix)).includes(key)) throw new RequestFailed(`s3://${request.bucket}/${key} was signed, and has been removed since`);
    return key;
  }

  private async remove({ home, physicalId = '', properties }: SigningEvent): Promise<void> {
    let request: SigningRequest;
    try {
      request = readRequest(properties);
    } catch {
      // Nothing was signed for an invalid request.
      return;
    }
    await this.jobs.settle(request.sourceBucket, request.sourceKey);
    // If CloudFormation never received an id, only failed attempts can have left objects.
    await this.objects.remove(request.bucket, physicalId.startsWith(home) ? physicalId : home);
  }
}
