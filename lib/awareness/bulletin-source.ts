import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KNOWN_SOURCES } from './feed';
import { shown } from '../quotas';

/**
 * Options for reading the National Vulnerability Database.
 */
export interface NvdSourceOptions {
  /**
   * A secret with an API key of NVD as its text. With a key, NVD allows ten times as many requests.
   *
   * @see https://nvd.nist.gov/developers/request-an-api-key
   * @default - no key
   */
  readonly apiKey?: secretsmanager.ISecret;
}

/**
 * Options for reading GitHub's advisories.
 */
export interface GitHubAdvisoriesOptions {
  /**
   * A secret with a GitHub token as its text; the token needs no permissions. With a token, GitHub allows more than 60 requests per hour. Each
   * reading needs about four requests.
   *
   * @default - no token
   */
  readonly token?: secretsmanager.ISecret;
}

/** Ids that custom sources can't have, because other sources or parts of the feed use them. */
const RESERVED = [...Object.keys(KNOWN_SOURCES), 'digest', 'epss'];

/**
 * A source of security bulletins.
 *
 * Serves SEC 3, awareness/feeds: "review news feeds from multiple sources that are relevant to the technologies used".
 */
export class BulletinSource {
  /** The security bulletins of AWS. */
  public static awsSecurityBulletins(): BulletinSource {
    return new BulletinSource('aws');
  }

  /** The cybersecurity advisories of CISA. */
  public static cisaAdvisories(): BulletinSource {
    return new BulletinSource('cisa');
  }

  /** The Known Exploited Vulnerabilities catalog of CISA. */
  public static cisaKnownExploited(): BulletinSource {
    return new BulletinSource('kev');
  }

  /**
   * The National Vulnerability Database of NIST, with every CVE. Most of its entries are about other products and only appear in the digest.
   *
   * @param options an optional API key
   */
  public static nvd(options: NvdSourceOptions = {}): BulletinSource {
    return new BulletinSource('nvd', undefined, undefined, options.apiKey);
  }

  /**
   * GitHub's advisories on npm and PyPI packages.
   *
   * @param options an optional token
   */
  public static gitHubAdvisories(options: GitHubAdvisoriesOptions = {}): BulletinSource {
    return new BulletinSource('ghsa', undefined, undefined, options.token);
  }

  /**
   * Entries of the Open Source Vulnerabilities database for the packages in use, including old ones. Package names and versions are sent to the
   * database.
   */
  public static osv(): BulletinSource {
    return new BulletinSource('osv');
  }

  /** Changes of the OWASP Top 10 for serverless applications. */
  public static owaspServerlessTop10(): BulletinSource {
    return new BulletinSource('owasp');
  }

  /**
   * Any feed in RSS 0.9 to 2.0, Atom or JSON Feed, except XML with a document type, which can define entities.
   *
   * @param id a short, unique name of lower-case letters, digits and hyphens
   * @param url its `https` address
   * @param title its display name. @default - the id
   * @throws Error if the id or the address is invalid
   */
  public static feed(id: string, url: string, title?: string): BulletinSource {
    const problems: string[] = [];
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(id)) problems.push(`id is ${shown(id)}; up to 32 lower-case letters, digits and hyphens are expected`);
    if (RESERVED.includes(id)) problems.push(`id is ${shown(id)}, which this library uses itself; choose another`);
    if (Token.isUnresolved(url)) problems.push('url is a token; the hosts that the function may reach have to be known when the app is synthesized');
    else if (!isFeedAddress(url)) problems.push(`url is ${shown(url)}; an address with https, without credentials, of up to 500 characters is expected`);
    if (title !== undefined && (Token.isUnresolved(title) || title.length > 100)) problems.push('title is a token or longer than 100 characters');
    if (problems.length > 0) throw new Error(`BulletinSource.feed: ${problems.join('; ')}`);
    return new BulletinSource(id, url, title);
  }

  /** All sources that need no account: those of AWS, CISA, NIST, GitHub, OSV and OWASP. */
  public static standard(): BulletinSource[] {
    return Object.keys(KNOWN_SOURCES).map((id) => new BulletinSource(id));
  }

  /** The id of the source. */
  public readonly id: string;

  /** The secret with its key or token, if any. */
  public readonly secret?: secretsmanager.ISecret;

  /**
   * @internal
   */
  public readonly _url?: string;

  /**
   * @internal
   */
  public readonly _title?: string;

  private constructor(id: string, url?: string, title?: string, secret?: secretsmanager.ISecret) {
    this.id = id;
    this._url = url;
    this._title = title;
    this.secret = secret;
  }
}

function isFeedAddress(text: string): boolean {
  if (text.length > 500 || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}
