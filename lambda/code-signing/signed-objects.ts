import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { RequestFailed } from '../custom-resource/errors';
import { isMissing, Patience } from '../custom-resource/patience';

/** The objects of S3 that signing reads and leaves. */
export class SignedObjects {
  constructor(
    private readonly s3: S3Client,
    private readonly patience: Patience,
  ) {}

  /**
   * The version of an object that AWS Signer is to sign.
   *
   * @throws RequestFailed where the object isn't there, or the bucket keeps no versions
   */
  public async versionOf(bucket: string, key: string): Promise<string> {
    const head = await this.patience.call(`HeadObject of s3://${bucket}/${key}`, () => this.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
    if (head.VersionId === undefined || head.VersionId === 'null') {
      throw new RequestFailed(`Bucket ${bucket} keeps no versions, which AWS Signer needs: turn versioning on, or bootstrap the CDK anew`);
    }
    return head.VersionId;
  }

  /** The keys under a prefix, in order; none where the bucket is gone. */
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
