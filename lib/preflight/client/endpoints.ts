import { OperationName, OPERATIONS, SERVICES, ServiceName } from './operations';
import { partitionOf } from './partitions';

/** URL of an endpoint, and the Region for its signature. */
export interface Endpoint {
  readonly url: string;
  readonly region: string;
}

/** Environment variables of a process. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * Returns the endpoint of a service in a Region: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, or that of AWS. The first two are
 * ignored if `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is true.
 */
export function endpointOf(name: ServiceName, region: string, environment: Environment): Endpoint {
  const { host, variable } = SERVICES[name];
  const partition = partitionOf(region);
  const signed = name === 'iam' ? partition.iam.region : region;
  const ignored = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true';
  const configured = ignored ? undefined : environment[`AWS_ENDPOINT_URL_${variable}`] || environment.AWS_ENDPOINT_URL;
  if (configured) return { url: configured.replace(/\/+$/, ''), region: signed };
  return { url: `https://${name === 'iam' ? partition.iam.host : `${host}.${region}.${partition.dnsSuffix}`}`, region: signed };
}

/** Returns the service that an operation belongs to. */
export function serviceOf(operation: OperationName): ServiceName {
  return OPERATIONS[operation].service;
}
