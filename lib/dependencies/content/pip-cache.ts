import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { filesBelow } from './files-below';
import { byRelease, releaseKey, Wheels } from './releases';

/** The number of bytes that are read from the end of a wheel. A zip archive has its file list there, and the metadata files of a wheel come last. */
const END = 64 * 1024;

/**
 * Returns the responses in pip's cache that are wheels. pip names responses by the hash of their URL, which is not in a lock file. The body of each
 * response is a separate file (since pip 23.3).
 */
export function pipWheels(cache: string): Wheels {
  return byRelease(filesBelow(path.join(cache, 'http-v2')).filter((file) => file.endsWith('.body')), releaseOf);
}

/** Returns the folder of pip's cache. */
export function pipCache(): string {
  const { PIP_CACHE_DIR: given, XDG_CACHE_HOME: caches } = process.env;
  if (given) return given;
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Caches/pip');
  return path.join(caches || path.join(os.homedir(), '.cache'), 'pip');
}

function releaseOf(file: string): string | undefined {
  const [, name, version] = /(?:^|[^\w.+-])([\w.]+)-([\w.!+]+)\.dist-info\/(?:METADATA|RECORD|WHEEL)/.exec(endOf(file).toString('latin1')) ?? [];
  return name === undefined ? undefined : releaseKey(name, version);
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
