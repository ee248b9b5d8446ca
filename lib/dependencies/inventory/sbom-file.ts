import { createHash } from 'crypto';

/**
 * Returns the path of a function's bill of materials in the cloud assembly: `sbom/<construct path>.cdx.json`. Construct ids may have characters that
 * file names can't have. These are replaced, and a hash of the construct path is added to keep the name unique.
 */
export function sbomFile(functionPath: string): string {
  const safe = functionPath
    .split('/')
    .map((id) => id.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_'))
    .join('/');
  const hash = safe === functionPath ? '' : `-${createHash('sha256').update(functionPath).digest('hex').slice(0, 8)}`;
  return `sbom/${safe}${hash}.cdx.json`;
}
