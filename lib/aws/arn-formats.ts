import { tableOf } from './table';
import { ARN_FORMATS } from './tables/arn-formats';

/**
 * Returns the formats of a service's ARNs from the resource on, with `*` for what differs: `table/*`, `secret:*`. Undefined for a service that is not
 * known.
 */
export function arnFormatsOf(service: string): readonly string[] | undefined {
  return tableOf(ARN_FORMATS).get(service);
}
