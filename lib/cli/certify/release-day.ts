import { spawnSync } from 'child_process';
import type { ShippedPackage } from '../../dependencies/inventory/shipped-package';
import { isObject } from '../../json/json-object';

const TIMEOUT = 60_000;

/** Returns the day on which a release was published, as `YYYY-MM-DD`; undefined if the registry does not say or can't be reached. */
export async function releaseDay(shipped: ShippedPackage): Promise<string | undefined> {
  return shipped.ecosystem === 'npm' ? releasedToNpm(shipped) : releasedToPyPI(shipped);
}

/** Asked by npm, which knows the registry and its credentials. */
function releasedToNpm({ name, version }: ShippedPackage): string | undefined {
  const { status, stdout } = spawnSync('npm', ['view', '--json', '--', name, 'time'], { encoding: 'utf8', timeout: TIMEOUT });
  if (status !== 0) return undefined;
  const time: unknown = JSON.parse(stdout)[version];
  return typeof time === 'string' ? time.slice(0, 10) : undefined;
}

/**
 * Asked at the registry that pip is configured with, since pip does not print dates. The date of the newest file that the lock file pins counts.
 *
 * @see https://peps.python.org/pep-0700/
 */
async function releasedToPyPI({ name, integrity }: ShippedPackage): Promise<string | undefined> {
  const pinned = new Set((integrity ?? '').split(' '));
  const files = await filesOf(name);
  const times = files.filter(({ hashes }) => pinned.has(sri(hashes?.sha256))).map((file) => file['upload-time']);
  if (times.length === 0 || !times.every((time) => typeof time === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(time))) return undefined;
  return times.sort().pop().slice(0, 10);
}

async function filesOf(name: string): Promise<any[]> {
  try {
    const address = new URL(`${registry().replace(/\/$/, '')}/${name}/`);
    const { username, password } = address;
    const headers: Record<string, string> = { accept: 'application/vnd.pypi.simple.v1+json' };
    if (username !== '') headers.authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
    address.username = address.password = '';
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT) });
    const document: unknown = response.ok ? await response.json() : undefined;
    return isObject(document) && Array.isArray(document.files) ? document.files.filter(isObject) : [];
  } catch {
    // Unknown without a network, or if the registry does not support this request.
    return [];
  }
}

function registry(): string {
  const configured = process.env.PIP_INDEX_URL ?? spawnSync('pip', ['config', 'get', 'global.index-url'], { encoding: 'utf8', timeout: TIMEOUT }).stdout;
  return configured?.trim() || 'https://pypi.org/simple';
}

function sri(hex: unknown): string {
  return `sha256-${Buffer.from(String(hex), 'hex').toString('base64')}`;
}
