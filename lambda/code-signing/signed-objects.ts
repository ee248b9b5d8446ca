import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { RequestFailed } from '../custom-resource/errors';
import { isMissing, Patience } from '../custom-resource/patience';

/** The objects in S3 that signing reads and writes. */
export class SignedObjects {
  constructor(
    private readonly s3: S3Client,
    private readonly patience: Patience,
  ) {}

  /**
   * Returns the version of an object, which AWS Signer needs.
   *
   * @throws RequestFailed if the object does not exist, or if the bucket is not versioned
   */
  public async versionOf(bucket: string, key: string): Promise<string> {
    const head = await this.patience.call(`HeadObject of s3://${bucket}/${key}`, () => this.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
    if (head.VersionId === undefined || head.VersionId === 'null') {
      throw new RequestFailed(`Bucket ${bucket} is not versioned, which AWS Signer requires: enable versioning, or bootstrap the CDK again`);
    }
    return head.VersionId;
  }

  /** Returns the keys with a prefix, in order; an empty list if the bucket does not exist. */
  public async keys(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.patience.call(`ListObjectsV2 of s3://${bucket}/${prefix}`, () => this.page(bucket, prefix, token));
      keys.push(...(page.Contents ?? []).map((object) => object.Key!));
      token = page.NextContinuationToken;
    } while (token);
    return keys;
  }

  public async remove(bucket: string, prefix: string): Promise<void> {
    for (const key of await this.keys(bucket, prefix)) {
      await this.patience.call(`DeleteObject of s3://${bucket}/${key}`, () => this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    }
  }

  private async page(bucket: string, prefix: string, token?: string): Promise<{ Contents?: { Key?: string }[]; NextContinuationToken?: string }> {
    try {
      return await this.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    } catch (e) {
      if (isMissing(e)) return {};
      throw e;
    }
  }
}
