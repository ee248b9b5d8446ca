import { lookup as dnsLookup } from 'dns/promises';
import { IncomingMessage } from 'http';
import * as https from 'https';
import { isIP, LookupFunction } from 'net';
import { isPublicAddress } from './addresses';
import { SourceFailed } from './errors';

/** A single request. */
export interface RawRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

/** A response whose body was not read yet. */
export interface RawResponse {
  readonly status: number;
  /** Headers by lower-case names. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection, even if the body was not read. */
  end(): void;
}

/** Sends a single request, without following redirects. */
export type Transport = (url: URL, request: RawRequest, signal: AbortSignal) => Promise<RawResponse>;

/** Resolves the addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveByDns: Resolve = async (host) => (await dnsLookup(host, { all: true })).map(({ address }) => address);

/**
 * Sends requests by HTTPS, to public addresses only. It connects to the address that was checked, so a DNS change after the check has no effect.
 *
 * @throws SourceFailed if a host has an address that is not public
 */
export function internet(resolve: Resolve = resolveByDns, request: typeof https.request = https.request): Transport {
  return async (url, { method, headers, body }, signal) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) ? [host] : await resolve(host);
    const rejected = addresses.find((address) => !isPublicAddress(address));
    if (rejected !== undefined) throw new SourceFailed(`${url.host} leads to ${rejected}, which is not a public address`);
    if (addresses.length === 0) throw new SourceFailed(`${url.host} has no address`);
    const response = await new Promise<IncomingMessage>((done, fail) => {
      // Without an agent, no connection outlives the reading. The certificate is still verified for the host name.
      request(url, { method, headers, signal, agent: false, lookup: fixed(addresses) }, done).once('error', fail).end(body);
    });
    return {
      status: response.statusCode ?? 0,
      headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])),
      body: response,
      end: () => response.destroy(),
    };
  };
}

function fixed(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, done) => {
    const { all } = options;
    if (all) (done as (error: null, all: typeof found) => void)(null, found);
    else (done as (error: null, address: string, family: number) => void)(null, found[0].address, found[0].family);
  };
}
