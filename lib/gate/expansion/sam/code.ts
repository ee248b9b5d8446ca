import { compact, mapOf } from './values';
import type { JsonObject } from '../../../json/json-object';

/** The location of a file in S3. */
interface S3Place {
  readonly bucket: unknown;
  readonly key: unknown;
  readonly version?: unknown;
  readonly storageMode?: unknown;
}

/** Returns the location in S3 that a `...Uri` of SAM names; undefined for a local file, which is uploaded before the deployment. */
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

/** Returns the `Code` or `Content` of a Lambda resource. For a local folder it is unknown, since it is uploaded later. */
export function codeOf(uri: unknown): JsonObject {
  const place = s3PlaceOf(uri);
  return place ? compact({ S3Bucket: place.bucket, S3Key: place.key, S3ObjectVersion: place.version, S3ObjectStorageMode: place.storageMode }) : {};
}

/** Returns the location of a document in S3, in the form of API Gateway and Step Functions. */
export function documentPlace(uri: unknown): JsonObject | undefined {
  const place = s3PlaceOf(uri);
  return place && compact({ Bucket: place.bucket, Key: place.key, Version: place.version });
}
