const BLOCK = 512;

/** The types of regular files, as old programs and as POSIX write them. */
const FILE_TYPES = ['\0', '0', '7'];

/**
 * Yields the files of a package's tar archive, one after the other. Names do not include the top folder of the archive.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 * @throws Error if the archive is truncated
 */
export function* tarEntries(archive: Uint8Array): Generator<{ readonly name: string; readonly content: Buffer }> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  let long: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = parseInt(textOf(header, 124, 12).trim() || '0', 8);
    const type = String.fromCharCode(header[156]);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (!(size >= 0) || content.length < size) throw new Error(`the archive is cut off at byte ${at}`);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') {long = paxPath(content);} else if (type === 'L') {long = content.toString('utf8').replace(/\0.*$/s, '');} else if (type !== 'g') {
      if (FILE_TYPES.includes(type)) yield { name: withoutFolder(long ?? ustarPath(header)), content };
      long = undefined;
    }
  }
}

function ustarPath(header: Buffer): string {
  const prefix = textOf(header, 257, 5) === 'ustar' ? textOf(header, 345, 155) : '';
  const name = textOf(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Returns the path in an extended header, which has lines of the form `<length> <key>=<value>`. */
function paxPath(content: Buffer): string | undefined {
  for (let at = 0; at < content.length; ) {
    const length = parseInt(content.toString('latin1', at, content.indexOf(' ', at)), 10);
    if (!(length > 0)) return undefined;
    const [, path] = /^\d+ path=(.*)\n$/s.exec(content.toString('utf8', at, at + length)) ?? [];
    if (path !== undefined) return path;
    at += length;
  }
  return undefined;
}

function withoutFolder(path: string): string {
  return path.replace(/^(?:\.\/)?[^/]*\//, '');
}

function textOf(header: Buffer, at: number, length: number): string {
  return header.toString('utf8', at, at + length).replace(/\0.*$/s, '');
}
