import * as fs from 'fs';
import * as path from 'path';
import { Readable } from 'stream';
import { SourceFailed } from './feed';
import type { RawRequest, RawResponse, Transport } from './feed';
import { isAffected, OsvRecord, packageKey, recordProblem } from '../dependencies/advisories/osv-record';

/** The file that answers a request, by host and path. */
const FILES: { readonly [address: string]: string } = {
  'aws.amazon.com/security/security-bulletins/rss/feed/': 'aws.xml',
  'www.cisa.gov/cybersecurity-advisories/all.xml': 'cisa.xml',
  'www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json': 'kev.json',
  'services.nvd.nist.gov/rest/json/cves/2.0': 'nvd.json',
  'api.github.com/advisories': 'ghsa.json',
  'api.first.org/data/v1/epss': 'epss.json',
  'github.com/OWASP/Serverless-Top-10-Project/commits/master.atom': 'owasp.xml',
};

const OSV = 'api.osv.dev/v1/';
const OSV_FOLDER = 'osv';

/**
 * Answers requests from a folder with documents in the formats of the sources: `aws.xml`, `cisa.xml`, `kev.json`, `nvd.json`, `ghsa.json`,
 * `epss.json`, `owasp.xml`, and `osv/` with one file for each record.
 *
 * @throws SourceFailed if the document is missing, because that does not mean that there are no bulletins
 */
export function offline(folder: string): Transport {
  let known: readonly OsvRecord[] | undefined;
  const osvRecords = () => (known ??= records(path.join(folder, OSV_FOLDER)));
  return async (url, request) => {
    const address = `${url.host}${url.pathname}`;
    if (address.startsWith(OSV)) return answer(osv(osvRecords(), address.slice(OSV.length), request), 'application/json');
    const name = Object.hasOwn(FILES, address) ? FILES[address] : undefined;
    if (name === undefined) throw new SourceFailed(`there is no document for ${address} offline`);
    const text = read(path.join(folder, name));
    return answer(name === 'ghsa.json' ? advisories(text, url.searchParams) : text, name.endsWith('.xml') ? 'application/xml' : 'application/json');
  };
}

function answer(text: string, type: string): RawResponse {
  return { status: 200, headers: { 'content-type': type }, body: Readable.from([Buffer.from(text)]), end: () => undefined };
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (e) {
    throw new SourceFailed(`${file} can’t be read (${(e as NodeJS.ErrnoException).code}): save the document of the source there, or omit the source`);
  }
}

/** GitHub returns the advisories of one type for one ecosystem. */
function advisories(text: string, query: URLSearchParams): string {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return text;
  const concerns = (vulnerability: any) => vulnerability?.package?.ecosystem === query.get('ecosystem');
  return JSON.stringify(list.filter((advisory) => advisory?.type === query.get('type') && advisory?.vulnerabilities?.some?.(concerns)));
}

function osv(all: readonly OsvRecord[], call: string, { body }: RawRequest): string {
  if (call.startsWith('vulns/')) return JSON.stringify(all.find(({ id }) => id === decodeURIComponent(call.slice('vulns/'.length))));
  const { queries } = JSON.parse(body ?? '{}') as { queries: { package: { ecosystem: string; name: string }; version: string }[] };
  const results = queries.map(({ package: named, version }) => {
    const found = all.filter((record) => record.affected?.some((entry) => {
      const isSame = entry.package !== undefined && packageKey(entry.package) === packageKey(named);
      return isSame && isAffected(named.ecosystem === 'npm' ? 'npm' : 'pypi', version, entry);
    }));
    return found.length === 0 ? {} : { vulns: found.map(({ id, modified }) => ({ id, modified })) };
  });
  return JSON.stringify({ results });
}

function records(folder: string): OsvRecord[] {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) read(folder);
  return fs.readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => {
    const record: unknown = JSON.parse(read(path.join(folder, name)));
    const problem = recordProblem(record);
    if (problem !== undefined) throw new SourceFailed(`${path.join(folder, name)} is not an advisory in the OSV format: ${problem}`);
    return record as OsvRecord;
  });
}
