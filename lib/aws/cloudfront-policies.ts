import { tableOf } from './table';
import { CLOUDFRONT_POLICIES } from './tables/cloudfront-policies';

/** The kinds of policies that a distribution refers to by id. */
export type CloudFrontPolicyKind = 'Cache' | 'OriginRequest' | 'ResponseHeaders';

/** Returns the name of a policy of CloudFront itself. Undefined if the id is not one of these. */
export function cloudFrontPolicy(kind: CloudFrontPolicyKind, id: string): string | undefined {
  return tableOf(CLOUDFRONT_POLICIES).get(`${kind}/${id}`)?.[0];
}
