import { Readable } from 'stream';
import { createGunzip } from 'zlib';
import { Postponed, SourceFailed, UnexpectedDocument } from './errors';
import { LIMITS } from './limits';
import type { RawRequest, RawResponse, Transport } from './transport';

/** The validators of a document, for conditional requests. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A received document. */
export interface HttpDocument {
  readonly text: string;
  readonly validators: Validators;
  /** Address of the next page, from the header `Link`. */
  readonly next?: string;
}

/** Options of a request. */
export interface HttpOptions {
  /** Validators of the last document. If it is current, no document is returned. */
  readonly validators?: Validators;
  /** Headers for the host of the address only. They are not sent to another host after a redirect. */
  readonly headers?: { readonly [name: string]: string };
  /** JSON body of a POST request. */
  readonly body?: unknown;
}

/** Maximum delay that a source can request, in milliseconds. */
const LONGEST_POSTPONEMENT = 24 * 3_600_000;
const DEFAULT_POSTPONEMENT = 15 * 60_000;

/** Content types that neither feeds nor APIs use. */
const TYPES = /\b(?:xml|json|text\/plain|octet-stream)\b/i;

/**
 * Reads documents of sources within all limits. It only connects to the given hosts, also after redirects.
 */
export class Http {
  private readonly hosts: ReadonlySet<string>;

  constructor(
    private readonly transport: Transport,
    hosts: readonly string[],
    private readonly clock: () => number = Date.now,
    private readonly timeout: number = LIMITS.requestMs,
  ) {
    this.hosts = new Set(hosts.map((host) => host.toLowerCase()));
  }

  /**
   * Gets a document by GET, or by POST with JSON.
   *
   * @returns undefined if the document did not change since the one with these validators
   * @throws SourceFailed
   */
  public async read(address: string, { validators = {}, headers = {}, body }: HttpOptions = {}): Promise<HttpDocument | undefined> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.timeout);
    const request: RawRequest = {
      method: body === undefined ? 'GET' : 'POST',
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        'accept': 'application/json, application/rss+xml, application/atom+xml, application/xml, text/xml',
        'accept-encoding': 'gzip',
        'user-agent': 'cdk-sec3-bulletins (https://github.com/cdk-sec3/cdk-sec3)',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(validators.etag === undefined ? {} : { 'if-none-match': validators.etag }),
        ...(validators.lastModified === undefined ? {} : { 'if-modified-since': validators.lastModified }),
        ...headers,
      },
    };
    try {
      return await this.follow(this.allowed(address, address), request, headers, abort.signal);
    } catch (e) {
      if (e instanceof SourceFailed) throw e;
      const { code, message } = e as NodeJS.ErrnoException;
      throw new SourceFailed(`${shown(address)}: ${abort.signal.aborted ? `no complete answer in ${this.timeout} ms` : code ?? message}`);
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }

  private async follow(start: URL, first: RawRequest, secret: HttpOptions['headers'], signal: AbortSignal): Promise<HttpDocument | undefined> {
    let url = start;
    let request = first;
    for (let hops = 0; ; hops += 1) {
      const response = await this.transport(url, request, signal);
      try {
        if (![301, 302, 303, 307, 308].includes(response.status)) return await this.take(url, response);
      } finally {
        response.end();
      }
      if (hops === LIMITS.redirects) throw new SourceFailed(`${shown(start.href)}: more than ${LIMITS.redirects} redirects`);
      if (request.method !== 'GET') throw new SourceFailed(`${shown(start.href)}: a redirect of a POST request`);
      const next = this.allowed(response.headers.location ?? '', start.href, url);
      if (next.host !== url.host) {
        const kept = Object.entries(request.headers).filter(([name]) => !Object.keys(secret ?? {}).includes(name));
        request = { ...request, headers: Object.fromEntries(kept) };
      }
      url = next;
    }
  }

  /** Checks that a URL is permitted. */
  private allowed(address: string, start: string, base?: URL): URL {
    let url: URL;
    try {
      url = new URL(address, base);
    } catch {
      throw new SourceFailed(`${shown(start)}: leads to ${JSON.stringify(address.slice(0, 200))}, which is not an address`);
    }
    if (url.protocol !== 'https:') throw new SourceFailed(`${shown(start)}: leads to ${url.protocol}//${url.host}; only https is followed`);
    if (url.username !== '' || url.password !== '') throw new SourceFailed(`${shown(start)}: leads to an address with credentials`);
    if (!this.hosts.has(url.host)) throw new SourceFailed(`${shown(start)}: leads to ${url.host}, which is not one of ${[...this.hosts].join(', ')}`);
    return url;
  }

  private async take(url: URL, response: RawResponse): Promise<HttpDocument | undefined> {
    const { status, headers } = response;
    if (status === 304) return undefined;
    if (status === 429 || (status === 503 && headers['retry-after'] !== undefined) || isExhausted(response)) {
      throw new Postponed(`${shown(url.href)}: answered ${status}; it asks to wait`, this.waitFor(response));
    }
    if (status !== 200) throw new SourceFailed(`${shown(url.href)}: answered ${status}`);
    const type = headers['content-type'];
    if (type !== undefined && !TYPES.test(type)) throw new UnexpectedDocument(`${shown(url.href)}: has type ${type.slice(0, 100)}; XML or JSON was expected`);
    const text = decode(await bytesOf(response, url), type, url);
    return { text, validators: { etag: headers.etag, lastModified: headers['last-modified'] }, next: nextPage(headers.link) };
  }

  private waitFor({ headers }: RawResponse): number {
    const now = this.clock();
    const value = headers['retry-after'];
    const reset = Number(headers['x-ratelimit-reset']);
    let until = now + DEFAULT_POSTPONEMENT;
    if (value !== undefined && /^\d{1,9}$/.test(value.trim())) until = now + Number(value) * 1000;
    else if (value !== undefined && !Number.isNaN(Date.parse(value))) until = Date.parse(value);
    else if (reset > 0) until = reset * 1000;
    // Limits the delay, since clocks differ and a source must not stop requests permanently.
    return Math.min(Math.max(until, now), now + LONGEST_POSTPONEMENT);
  }
}

/** Checks whether GitHub reports too many requests. */
function isExhausted({ status, headers }: RawResponse): boolean {
  return status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined);
}

async function bytesOf({ headers, body }: RawResponse, url: URL): Promise<Buffer> {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) throw new UnexpectedDocument(`${shown(url.href)}: is encoded as ${encoding.slice(0, 50)}`);
  const transferred = Readable.from(limited(body, LIMITS.transferBytes, url), { objectMode: false });
  const expected = encoding === 'identity' ? Number(headers['content-length'] ?? NaN) : NaN;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of limited(encoding === 'identity' ? transferred : gunzipped(transferred), LIMITS.documentBytes, url)) {
    chunks.push(chunk);
    size += chunk.length;
  }
  if (size < expected) throw new SourceFailed(`${shown(url.href)}: ended after ${size} of ${expected} bytes`);
  return Buffer.concat(chunks);
}

function gunzipped(compressed: Readable): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  compressed.once('error', (e) => gunzip.destroy(e));
  return compressed.pipe(gunzip);
}

async function* limited(chunks: AsyncIterable<Uint8Array>, most: number, url: URL): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw new SourceFailed(`${shown(url.href)}: has more than ${most} bytes`);
    yield chunk;
  }
}

/** Decodes by a byte order mark, else by the charset of the header, else by the XML declaration, else as UTF-8. */
function decode(bytes: Buffer, type: string | undefined, url: URL): string {
  const [, marked] = MARKS.find(([mark]) => bytes.subarray(0, mark.length).equals(mark)) ?? [];
  const declared = /^\s*<\?xml\b[^>]{0,100}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(bytes.subarray(0, 200).toString('latin1'))?.[1];
  // If the declaration is readable as single bytes, the document is not in UTF-16, even if it says so.
  const readable = declared !== undefined && /^utf-?16/i.test(declared) ? 'utf-8' : declared;
  const charset = marked ?? /charset=["']?([\w.:-]{1,40})/i.exec(type ?? '')?.[1] ?? readable ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    throw new UnexpectedDocument(`${shown(url.href)}: is in ${charset}, which is not known`);
  }
}

/** Byte order marks: https://encoding.spec.whatwg.org/#bom-sniff */
const MARKS: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
];

/** Returns the URL of the next page, from the part of RFC 8288 that GitHub uses. */
function nextPage(link: string | undefined): string | undefined {
  return link === undefined || link.length > 5000 ? undefined : /<([^<>]*)>\s*;\s*rel="next"/.exec(link)?.[1];
}

/** Returns an address without its query, which may contain a key. */
function shown(address: string): string {
  return address.replace(/[?#].*$/s, '').slice(0, 200);
}
