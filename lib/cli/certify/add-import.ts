import * as fs from 'fs';
import * as path from 'path';
import { reported } from './store';
import { certifiedFileText, EMPTY_FILE } from '../../dependencies/certification/certified-file';
import { importHash, locate, readImport } from '../../dependencies/certification/imports';
import { readCertifiedFile } from '../../dependencies/certification/read-certified-file';
import { CommandError } from '../errors';
import { OutputFile } from '../output-file';

/** An import that was added or updated. */
export interface AddedImport {
  readonly from: string;
  /** The number of imported packages. */
  readonly packages: number;
}

/**
 * Imports another file, or updates its pin to the current content. Other imports are not read: their files may have changed, too.
 *
 * @throws CommandError if the file is missing or invalid
 */
export function importFile(file: string, given: string): AddedImport {
  return reported(() => {
    const content = fs.existsSync(file) ? readCertifiedFile(file) : EMPTY_FILE;
    const from = path.isAbsolute(given) ? relativeTo(file, given) : given;
    const known = content.imports.find((one) => one.from === from);
    const other = locate(from, file);
    if (path.resolve(file) === other) throw new CommandError(`--import ${from}: it would import itself; name another file`);
    const entry = { ...known, from, hash: importHash(fs.readFileSync(other, 'utf8')) };
    const { packages } = readImport(entry, file, content);
    new OutputFile(file, '--file').write(certifiedFileText({ ...content, imports: [...content.imports.filter((one) => one !== known), entry] }));
    return { from, packages: packages.length };
  });
}

function relativeTo(file: string, other: string): string {
  const relative = path.relative(path.dirname(path.resolve(file)), other).split(path.sep).join('/');
  return relative.startsWith('../') ? relative : `./${relative}`;
}
