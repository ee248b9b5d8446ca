import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KNOWN_SOURCES } from './feed';
import { shown } from '../quotas';

/**
 * How the National Vulnerability Database is read.
 */
export interface NvdSourceOptions {
  /**
   * A secret whose text is an API key of NVD, for which it takes ten times as many requests.
   *
   * @see https://nvd.nist.gov/developers/request-an-api-key
   * @default - no key
   */
  readonly apiKey?: secretsmanager.ISecret;
}

/**
 * How GitHub's advisories are read.
 */
export interface GitHubAdvisoriesOptions {
  /**
   * A secret whose text is a token of GitHub without any permission, for which it takes more than 60 requests an hour. One
   * reading takes four or a few more.
   *
   * @default - no token
   */
  readonly token?: secretsmanager.ISecret;
}

/** The ids of sources that a feed of the user's may not have: they are those of others, or of parts of the feed. */
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

  /** The Known Exploited Vulnerabilities of CISA: what attackers use. */
  public static cisaKnownExploited(): BulletinSource {
    return new BulletinSource('kev');
  }

  /**
   * The National Vulnerability Database of NIST, with every CVE. Most of it is about other products, and ends in the digest.
   *
   * @param options how it is read
   */
  public static nvd(options: NvdSourceOptions = {}): BulletinSource {
    return new BulletinSource('nvd', undefined, undefined, options.apiKey);
  }

  /**
   * GitHub's advisories on npm and PyPI packages.
   *
   * @param options how they are read
   */
  public static gitHubAdvisories(options: GitHubAdvisoriesOptions = {}): BulletinSource {
    return new BulletinSource('ghsa', undefined, undefined, options.token);
  }

  /** What the Open Source Vulnerabilities database knows of the packages in use, however old. Their names and versions are sent to it. */
  public static osv(): BulletinSource {
    return new BulletinSource('osv');
  }

  /** Changes of the OWASP Top 10 for serverless applications. */
  public static owaspServerlessTop10(): BulletinSource {
    return new BulletinSource('owasp');
  }

  /**
   * Any feed in RSS 2.0, Atom or JSON Feed.
   *
   * @param id a short name in lower case, with digits and hyphens, which no other source of the feed has
   * @param url its address, with https
   * @param title what people call it; the id where it is left out
   * @throws Error where the id or the address makes no sense
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

  /** All that need no account: those of AWS, CISA, NIST, GitHub, OSV and OWASP. */
  public static standard(): BulletinSource[] {
    return Object.keys(KNOWN_SOURCES).map((id) => new BulletinSource(id));
  }

  /** Its short name. */
  public readonly id: string;

  /** The secret with its key or token, where it has one. */
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
