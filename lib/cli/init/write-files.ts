import * as fs from 'fs';
import * as path from 'path';
import type { FileToWrite } from './plan';
import { CommandError } from '../errors';
import { OutputFile } from '../output-file';

/**
 * Writes all files or none: if one can't be written, the previous ones are restored.
 *
 * @param folder base folder of their paths
 * @throws CommandError if a file was changed since it was shown, or can't be written
 */
export function writeFiles(folder: string, files: readonly FileToWrite[]): void {
  const undo: (() => void)[] = [];
  try {
    for (const { file, before, after } of files) {
      const target = path.join(folder, file);
      const made = fs.mkdirSync(path.dirname(target), { recursive: true });
      if (made !== undefined) undo.push(() => fs.rmSync(made, { recursive: true, force: true }));
      const output = new OutputFile(target, file);
      if (textOf(target) !== before) throw new CommandError(`${file} was changed in the meantime: run cdk-sec3 init again`);
      undo.push(() => (before === undefined ? fs.rmSync(target, { force: true }) : new OutputFile(target, file).write(before)));
      output.write(after, modeOf(target));
    }
  } catch (e) {
    for (const step of undo.reverse()) step();
    if (e instanceof CommandError) throw e;
    throw new CommandError(`Nothing was written: ${(e as Error).message}`);
  }
}

function textOf(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** Returns the mode of an existing file, to keep executables executable; undefined for a new file. */
function modeOf(file: string): number | undefined {
  const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode;
  // Higher bits are the file type.
  return mode === undefined ? undefined : mode % 0o10000;
}
