import * as fs from 'fs';
import type { CertifiedStore } from './store';
import { importHash, locate, readImport } from '../../dependencies/certification/imports';
import { CertifiedFileError } from '../../dependencies/certification/read-certified-file';
import { CommandError } from '../errors';

/**
 * Imports another file, or updates its pin to the current content.
 *
 * @returns the number of imported packages
 * @throws CommandError if the file is missing or invalid
 */
export function importFile(store: CertifiedStore, from: string): number {
  const { file } = store.certified;
  try {
    const known = file.imports.find((one) => one.from === from);
    const entry = { ...known, from, hash: importHash(fs.readFileSync(locate(from, store.file), 'utf8')) };
    const { packages } = readImport(entry, store.file);
    store.save({ ...file, imports: [...file.imports.filter((one) => one !== known), entry] });
    return packages.length;
  } catch (e) {
    if (e instanceof CertifiedFileError) throw new CommandError(e.message);
    throw e;
  }
}
