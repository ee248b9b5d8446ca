/** Fake buckets. They return stored objects. Other requested objects all exist, or all do not. */
import { createHash } from 'crypto';
import { Answer, Asked, Remembering } from '../answer';
import { xmlOf } from '../xml';

const MODIFIED = new Date(Date.UTC(2026, 0, 1));
/** The maximum number of stored objects. */
const MOST = 200;

interface StoredObject {
  readonly body: Buffer;
  readonly type: string;
  readonly metadata: { readonly [header: string]: string };
}

/** Returns the name of an operation on a bucket or an object. Undefined if the model identifies the operation. */
export function s3Operation(method: string, path: string, query: URLSearchParams, isCopy: boolean): string | undefined {
  const hasKey = /^\/[^/]+\/./.test(path);
  const asks = [...query.keys()].find((name) => ['tagging', 'acl', 'attributes', 'uploads', 'uploadId', 'delete', 'policy', 'versioning', 'location', 'cors', 'versions'].includes(name));
  // The path of operations on the account, such as ListBuckets.
  if (path === '/') return undefined;
  if (!hasKey) return asks === 'delete' ? 'DeleteObjects' : method === 'GET' && !asks ? 'ListObjectsV2' : method === 'HEAD' ? 'HeadBucket' : undefined;
  if (asks === 'uploads') return method === 'POST' ? 'CreateMultipartUpload' : undefined;
  if (asks === 'uploadId') return { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' }[method];
  if (asks) return undefined;
  return { GET: 'GetObject', HEAD: 'HeadObject', PUT: isCopy ? 'CopyObject' : 'PutObject', DELETE: 'DeleteObject' }[method];
}

export class S3 implements Remembering {
  private readonly objects = new Map<string, StoredObject | undefined>();

  public answer(asked: Asked): Answer | undefined {
    const { operation, call: { path, query, headers, body }, plan } = asked;
    const place = decodeURIComponent(path);
    const etag = { etag: `"${'0'.repeat(32)}"` };
    switch (operation) {
      case 'GetObject':
      case 'HeadObject': {
        const found = this.find(asked, place);
        if (!found) return operation === 'HeadObject' ? { status: 404, headers: {}, body: '' } : { error: 'NoSuchKey', status: 404 };
        return { status: 200, headers: { 'content-type': found.type, 'last-modified': MODIFIED.toUTCString(), ...etag, ...found.metadata }, body: found.body };
      }
      case 'PutObject':
        if (headers['if-none-match'] === '*' && (plan.fault === 'conflict' || this.objects.get(place))) return { error: 'PreconditionFailed', status: 412 };
        this.store(place, { body, type: headers['content-type'] ?? 'binary/octet-stream', metadata: metadataOf(headers) });
        return { status: 200, headers: etag, body: '' };
      case 'CopyObject': {
        const from = decodeURIComponent(String(headers['x-amz-copy-source'])).replace(/^\/?/, '/').replace(/\?.*$/, '');
        const found = this.find(asked, from);
        if (!found) return { error: 'NoSuchKey', status: 404 };
        this.store(place, found);
        return xml({ CopyObjectResult: { ETag: etag.etag, LastModified: MODIFIED.toISOString() } });
      }
      case 'DeleteObject':
        this.store(place, undefined);
        return { status: 204, headers: {}, body: '' };
      case 'DeleteObjects':
        return xml({ DeleteResult: { Deleted: keysIn(body.toString()).map((Key) => ({ Key })) } });
      case 'ListObjectsV2':
        return this.list(asked, place.split('/')[1], query);
      case 'HeadBucket':
      case 'AbortMultipartUpload':
        return { status: 200, headers: {}, body: '' };
      case 'CreateMultipartUpload':
        return xml({ InitiateMultipartUploadResult: { UploadId: 'sec3' } });
      case 'UploadPart':
        return { status: 200, headers: etag, body: '' };
      case 'CompleteMultipartUpload':
        return xml({ CompleteMultipartUploadResult: { ETag: etag.etag } });
      default:
        return undefined;
    }
  }

  public forget(): void {
    this.objects.clear();
  }

  private find({ contents, plan }: Asked, place: string): StoredObject | undefined {
    if (this.objects.has(place)) return this.objects.get(place);
    if (plan.items === 'missing') return undefined;
    const text = plan.isEmpty ? '' : contents.textOf('(object)', plan, place);
    return { body: Buffer.from(text), type: contents.kindIn(plan, '(object)') === 'json' ? 'application/json' : 'text/plain', metadata: {} };
  }

  private store(place: string, object: StoredObject | undefined): void {
    this.objects.set(place, object);
    if (this.objects.size > MOST) this.objects.delete(this.objects.keys().next().value!);
  }

  private list({ plan }: Asked, bucket: string, query: URLSearchParams): Answer {
    const prefix = query.get('prefix') ?? '';
    const stored = [...this.objects].filter(([place, object]) => object && place.startsWith(`/${bucket}/${prefix}`)).map(([place]) => place.slice(bucket.length + 2));
    const all = stored.length > 0 || plan.items === 'missing' ? stored : [`${prefix}sec3-1.txt`, `${prefix}sec3-2.json`];
    const isFirst = plan.pages && !query.has('continuation-token') && all.length > 0;
    const page = plan.pages ? (isFirst ? all.slice(0, 1) : all.slice(1)) : all;
    const contents = page.map((Key) => ({ Key, LastModified: MODIFIED.toISOString(), ETag: '"0"', Size: 20, StorageClass: 'STANDARD' }));
    const token = isFirst ? { NextContinuationToken: 'sec3' } : {};
    const figures = { KeyCount: page.length, MaxKeys: 1000, IsTruncated: isFirst };
    return xml({ ListBucketResult: { Name: bucket, Prefix: prefix, ...figures, ...token, Contents: contents } });
  }
}

/** Returns the MD5 hash of a text, as services return it for received data. */
export function md5(text: unknown): string {
  return createHash('md5').update(String(text)).digest('hex');
}

function metadataOf(headers: object): { readonly [header: string]: string } {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-')));
}

function keysIn(body: string): string[] {
  return [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
}

function xml(elements: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>${xmlOf(elements)}` };
}
