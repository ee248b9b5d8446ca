import { isIP } from 'net';

/** Maximum length of an entry of allowed hosts. */
const MAX_HOST_LENGTH = 300;

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/** An IPv6 address in brackets, or any text without colons; then the length of a prefix, then a port. */
const WITH_PORT = /^(\[[^\]]*\]|[^:[\]/]*)(?:\/([^:/]*))?(?::(.*))?$/;

/** An IPv6 address without brackets, which can't have a port. */
const BARE_IPV6 = /^([^[\]/]*:[^[\]/]*:[^[\]/]*)(?:\/(.*))?$/;

/**
 * Returns the problem of an entry of allowed hosts; undefined if it is valid. The text continues a sentence.
 *
 * An entry is a DNS name, `*.` and a DNS name, an IPv4 or IPv6 address, or an address range in CIDR notation. A port may
 * follow; an IPv6 address is then in brackets.
 */
export function hostProblem(entry: string): string | undefined {
  if (entry.length > MAX_HOST_LENGTH) return `has ${entry.length} characters; at most ${MAX_HOST_LENGTH} are allowed`;
  if (/[^!-~]/.test(entry)) return 'has spaces or characters beyond ASCII; use the ASCII form of international names, xn--...';
  if (entry.includes('://')) return 'is a URL; specify only the host, and a port after a colon';
  const bare = BARE_IPV6.exec(entry);
  if (bare) return addressProblem(bare[1], bare[2], 6);
  const parts = WITH_PORT.exec(entry);
  if (!parts) return 'is neither a host nor a range of addresses';
  const [, host, prefix, port] = parts;
  if (port !== undefined && !isNumberUpTo(port, 65535, 1)) return `has port ${JSON.stringify(port)}; a number from 1 to 65535 is expected`;
  if (host.startsWith('[')) return addressProblem(host.slice(1, -1), prefix, 6);
  if (/(^|\.)\d+$/.test(host)) return addressProblem(host, prefix, 4);
  return prefix === undefined ? nameProblem(host) : 'is a path or a range of names; only addresses can have ranges';
}

/**
 * Checks whether an entry allows a range that is wider than any range of private addresses (10.0.0.0/8, fc00::/7), and so a large part of
 * the internet: two such ranges can cover all of it.
 */
export function allowsInternet(entry: string): boolean {
  const [, prefix] = /\/(\d+)(?::\d+)?$/.exec(entry) ?? [];
  return prefix !== undefined && Number(prefix) < (/:.*:/.test(entry) ? 7 : 8);
}

/** Returns an entry with its placeholders `${...}`, for values known only at deployment, replaced. */
export function withoutPlaceholders(entry: string): string {
  return entry.replace(/:\$\{[^}]*\}$/, ':1').replace(/\$\{[^}]*\}/g, 'x');
}

function addressProblem(address: string, prefix: string | undefined, family: 4 | 6): string | undefined {
  // IPv6 addresses only with hexadecimal groups: without a zone or an embedded IPv4 address.
  if (isIP(address) !== family || (family === 6 && /[%.]/.test(address))) return `is not an IPv${family} address`;
  const longest = family === 4 ? 32 : 128;
  if (prefix !== undefined && !isNumberUpTo(prefix, longest, 0)) return `has a prefix of ${JSON.stringify(prefix)}; a number from 0 to ${longest} is expected`;
  return undefined;
}

function nameProblem(host: string): string | undefined {
  const name = host.replace(/^\*\./, '');
  if (host === '*') return 'allows every host; set the mode of network to allow instead';
  if (name.includes('*')) return 'has a wildcard inside; only *. in front of a name is allowed';
  if (name.length > 253 || !name.split('.').every((label) => LABEL.test(label))) return 'is not a DNS name';
  return undefined;
}

function isNumberUpTo(text: string, most: number, least: number): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= most && Number(text) >= least;
}
