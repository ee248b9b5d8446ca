const BLOCK = 512;

/**
 * Returns a POSIX tar archive of files. A long path has a prefix with its folders, and a path with other characters than ASCII an extended header.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export function tarArchive(files: Iterable<readonly [name: string, content: string]>): Buffer {
  const blocks = [...files].flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    if (/^[ -~]*$/.test(name)) return entryOf(name, bytes, '0');
    return [...entryOf('PaxHeader', Buffer.from(record('path', name)), 'x'), ...entryOf('PaxHeader', bytes, '0')];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function entryOf(path: string, content: Buffer, type: string): Buffer[] {
  const header = Buffer.alloc(BLOCK);
  const folders = path.split('/');
  const names: string[] = [];
  do names.unshift(folders.pop()!); while (folders.length > 0 && [folders[folders.length - 1], ...names].join('/').length <= 100);
  header.write(names.join('/'), 0);
  for (const [at, value] of [[100, 0o644], [108, 0], [116, 0], [329, 0], [337, 0]]) header.write(octal(value, 6), at);
  header.write(`${octal(content.length, 11)}${octal(0, 11)}`, 124);
  header.write(`        ${type}`, 148);
  header.write('ustar\x0000', 257);
  header.write(folders.join('/'), 345);
  // For the checksum, the field of the checksum itself counts as spaces.
  header.write(`${octal(header.reduce((sum, byte) => sum + byte, 0), 6)}\0`, 148);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}

/** Returns a line of an extended header, which begins with its own length. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (Buffer.byteLength(`${length}${rest}`) !== length) length += 1;
  return `${length}${rest}`;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')} `;
}
