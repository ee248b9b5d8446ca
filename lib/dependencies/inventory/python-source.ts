import * as fs from 'fs';
import * as path from 'path';
import { sourceOf } from './locks/source';

/**
 * Returns the source of a Python package that was installed from a URL instead of an index, in the format of `sourceOf`.
 *
 * @param metadata the folder with its metadata
 * @see https://packaging.python.org/specifications/direct-url/
 */
export function pythonSource(metadata: string): string | undefined {
  const { url, vcs_info: vcs } = directUrl(path.join(metadata, 'direct_url.json')) ?? {};
  if (typeof url !== 'string') return undefined;
  // The folder of a local file is that of the machine that installed it.
  const place = url.replace(/^file:(?:.*\/)?([^/]+)\/*$/, 'file:$1');
  return sourceOf(typeof vcs?.commit_id === 'string' ? `${vcs.vcs}+${place}#${vcs.commit_id}` : place);
}

function directUrl(file: string): any {
  if (!fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
