import { EPSS_HOST } from './epss';
import type { Source } from './source';
import { FeedSource } from './sources/feed-source';
import { GhsaSource } from './sources/ghsa-source';
import { KevSource } from './sources/kev-source';
import { NvdSource } from './sources/nvd-source';
import { OsvSource } from './sources/osv-source';

/** Sources with known addresses. */
export const KNOWN_SOURCES: { readonly [id: string]: () => Source } = {
  aws: () => new FeedSource('aws', 'AWS Security Bulletins', 'https://aws.amazon.com/security/security-bulletins/rss/feed/'),
  cisa: () => new FeedSource('cisa', 'CISA Cybersecurity Advisories', 'https://www.cisa.gov/cybersecurity-advisories/all.xml'),
  kev: () => new KevSource(),
  nvd: () => new NvdSource(),
  ghsa: () => new GhsaSource(),
  osv: () => new OsvSource(),
  owasp: () => new FeedSource('owasp', 'OWASP Serverless Top 10', 'https://github.com/OWASP/Serverless-Top-10-Project/commits/master.atom'),
};

/** A configured source. */
export interface SourceSettings {
  /** A key of `KNOWN_SOURCES`, or the id of a custom source with an address. */
  readonly id: string;
  readonly title?: string;
  /** Address of a feed in RSS, Atom or JSON Feed format. */
  readonly url?: string;
  /** ARN of the secret with the key or token. */
  readonly secret?: string;
}

/** @throws Error if the source is unknown */
export function sourceOf({ id, title, url }: SourceSettings): Source {
  if (url !== undefined) return new FeedSource(id, title ?? id, url);
  if (!Object.hasOwn(KNOWN_SOURCES, id)) throw new Error(`there is no source ${id}; sources are ${Object.keys(KNOWN_SOURCES).join(', ')}`);
  return KNOWN_SOURCES[id]();
}

/** Returns all hosts of the sources. */
export function hostsOf(sources: readonly SourceSettings[], epss: boolean): string[] {
  return [...new Set([...sources.flatMap((settings) => sourceOf(settings).hosts), ...(epss ? [EPSS_HOST] : [])])].sort();
}
