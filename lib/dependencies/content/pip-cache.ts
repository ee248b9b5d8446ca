import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { filesBelow } from './files-below';
import { remembered, type Known } from './remembered';
import { normalizedName } from '../inventory/locks/python-locks';

/** The list of files stands at the end of a zip archive; that of the metadata is its last part. */
const END = 64 * 1024;

/** Of which release each response is; of one that is no wheel, nothing. */
const releases: Known<string | undefined> = new Map();

/**
 * Responses in pip's cache that are wheels of a release. pip keeps them by the hash of their address, which a lock file does not have, and the body of
 * each in a file beside it (since pip 23.3).
 *
 * @param name normalized
 */
export function pipCache(name: string, version: string): string[] {
  const bodies = filesBelow(path.join(pipFolder(), 'http-v2')).filter((file) => file.endsWith('.body'));
  return bodies.filter((file) => remembered(releases, file, () => releaseOf(file)) === `${name}==${version}`);
}

function pipFolder(): string {
  const { PIP_CACHE_DIR: given, XDG_CACHE_HOME: caches } = process.env;
  if (given) return given;
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Caches/pip');
  return path.join(caches || path.join(os.homedir(), '.cache'), 'pip');
}

function releaseOf(file: string): string | undefined {
  const [, name, version] = /(?:^|[^\w.+-])([\w.]+)-([\w.!+]+)\.dist-info\/(?:METADATA|RECORD|WHEEL)/.exec(endOf(file).toString('latin1')) ?? [];
  return name === undefined ? undefined : `${normalizedName(name)}==${version}`;
}

function endOf(file: string): Buffer {
  const opened = fs.openSync(file, 'r');
  try {
    const { size } = fs.fstatSync(opened);
    const bytes = Buffer.alloc(Math.min(size, END));
    return bytes.subarray(0, fs.readSync(opened, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    fs.closeSync(opened);
  }
}
