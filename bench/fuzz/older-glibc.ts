/**
 * Adapts a library that was built against a newer C library to an older one, if only names of symbols differ. The prebuilt library of Jazzer.js
 * requires glibc 2.38 and libstdc++ 13, but uses only the C23 names of `strtol` and `strtoul`, and a marker symbol that is never called.
 */
import * as fs from 'fs';

const NEWER = /^(GLIBC_2\.38|GLIBCXX_3\.4\.32)$/;
const OLDEST = /^(GLIBC_2\.2\.5|GLIBCXX_3\.4)$/;
const C23 = '__isoc23_';
const MARK = '_ZSt21ios_base_library_initv';
const WEAK = 2;

/** Modifies a library in place. */
export function adaptToOlderGlibc(file: string): void {
  const bytes = fs.readFileSync(file);
  const section = sectionsOf(bytes);
  const [symbols, texts, needed] = ['.dynsym', '.dynstr', '.gnu.version_r'].map(section);
  const text = (offset: number) => bytes.toString('latin1', texts.at + offset, bytes.indexOf(0, texts.at + offset));
  for (let at = needed.at, left = needed.count; left > 0; left -= 1) {
    const versions = linked(bytes, at + bytes.readUInt32LE(at + 8), bytes.readUInt16LE(at + 2));
    const oldest = versions.find((version) => OLDEST.test(text(bytes.readUInt32LE(version + 8))));
    for (const version of versions) {
      if (oldest === undefined || !NEWER.test(text(bytes.readUInt32LE(version + 8)))) continue;
      // Copies the hash of the version's name, and the name.
      bytes.copyWithin(version, oldest, oldest + 4);
      bytes.copyWithin(version + 8, oldest + 8, oldest + 12);
    }
    at += bytes.readUInt32LE(at + 12);
  }
  for (let at = symbols.at; at < symbols.at + symbols.size; at += 24) {
    const name = text(bytes.readUInt32LE(at));
    // Without its prefix, the name is that of the older symbol.
    if (name.startsWith(C23)) bytes.writeUInt32LE(bytes.readUInt32LE(at) + C23.length, at);
    if (name === MARK) bytes[at + 4] = WEAK * 16 + (bytes[at + 4] % 16);
  }
  fs.writeFileSync(file, bytes);
}

/** Returns the offsets of entries in a linked list: each entry has the distance to the next one. */
function linked(bytes: Buffer, first: number, count: number): number[] {
  const found: number[] = [];
  for (let at = first; found.length < count; at += bytes.readUInt32LE(at + 12)) found.push(at);
  return found;
}

interface Section {
  readonly at: number;
  readonly size: number;
  readonly count: number;
}

/** Finds sections of a 64-bit ELF file by name. */
function sectionsOf(bytes: Buffer): (name: string) => Section {
  const long = (at: number) => Number(bytes.readBigUInt64LE(at));
  const [table, each, names] = [long(0x28), bytes.readUInt16LE(0x3a), bytes.readUInt16LE(0x3e)];
  const header = (index: number) => table + index * each;
  const nameTable = long(header(names) + 24);
  return (name) => {
    for (let index = 0; ; index += 1) {
      const at = header(index);
      const from = nameTable + bytes.readUInt32LE(at);
      if (bytes.toString('latin1', from, bytes.indexOf(0, from)) === name) return { at: long(at + 24), size: long(at + 32), count: bytes.readUInt32LE(at + 44) };
    }
  };
}
