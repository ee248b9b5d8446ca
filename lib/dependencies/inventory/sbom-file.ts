import { createHash } from 'crypto';

/**
 * Where the bill of materials of a function lies in the cloud assembly: `sbom/<construct path>.cdx.json`. Ids of constructs may hold
 * what files can't be named; such a path is distinguished from others by a hash.
 */
export function sbomFile(functionPath: string): string {
  const safe = functionPath
    .split('/')
    .map((id) => id.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_'))
    .join('/');
  const hash = safe === functionPath ? '' : `-${createHash('sha256').update(functionPath).digest('hex').slice(0, 8)}`;
  return `sbom/${safe}${hash}.cdx.json`;
}
