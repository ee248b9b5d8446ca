import { compact, mapOf } from './values';
import type { JsonObject } from '../../../json/json-object';

/** Where a file lies in S3. */
interface S3Place {
  readonly bucket: unknown;
  readonly key: unknown;
  readonly version?: unknown;
  readonly storageMode?: unknown;
}

/** Where a `...Uri` of SAM points to in S3; undefined for what is local, which is uploaded before the deployment. */
function s3PlaceOf(uri: unknown): S3Place | undefined {
  if (typeof uri === 'string') {
    const [, bucket, key, query = ''] = /^s3:\/\/([^/?#]+)\/([^?#]+)(?:\?([^#]*))?/.exec(uri) ?? [];
    if (bucket === undefined) return undefined;
    return { bucket, key, version: new URLSearchParams(query).get('versionId') ?? undefined };
  }
  const map = mapOf(uri);
  if (map?.Bucket === undefined || map.Key === undefined) return undefined;
  return { bucket: map.Bucket, key: map.Key, version: map.Version, storageMode: map.StorageMode };
}

/** The `Code` or `Content` of a Lambda resource. That of a local folder says nothing: where it is uploaded to is known later. */
export function codeOf(uri: unknown): JsonObject {
  const place = s3PlaceOf(uri);
  return place ? compact({ S3Bucket: place.bucket, S3Key: place.key, S3ObjectVersion: place.version, S3ObjectStorageMode: place.storageMode }) : {};
}

/** The place of a document in S3, as API Gateway and Step Functions take it. */
export function documentPlace(uri: unknown): JsonObject | undefined {
  const place = s3PlaceOf(uri);
  return place && compact({ Bucket: place.bucket, Key: place.key, Version: place.version });
}
