import { randomBytes } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { CommandError } from './errors';

/** A file that a command writes, completely or not at all. */
export class OutputFile {
  private readonly target: string;

  /** @throws CommandError if the folder does not exist, or if the path is not a file */
  constructor(
    private readonly file: string,
    /** The option with its path, for errors. */
    private readonly option: string = '--output',
  ) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat && !stat.isFile()) throw this.failure('already exists, and is not a regular file');
    // A link is kept; its target is replaced.
    this.target = stat ? fs.realpathSync(file) : file;
    const folder = path.dirname(this.target);
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw this.failure(`the folder ${folder} does not exist; create it first`);
  }

  /**
   * @param mode file mode, regardless of the umask, for files that other users read. @default - the umask decides
   * @throws CommandError if the file can't be written; it is not changed
   */
  public write(text: string, mode?: number): void {
    const temporary = path.join(path.dirname(this.target), `.${path.basename(this.target)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      // Flushed to disk before it replaces the old file, so a crash leaves one of the two, complete.
      fs.writeFileSync(temporary, text, { flag: 'wx', flush: true });
      if (mode !== undefined) fs.chmodSync(temporary, mode);
      fs.renameSync(temporary, this.target);
    } catch (e) {
      fs.rmSync(temporary, { force: true });
      throw this.failure(`can’t be written (${(e as Error).message})`);
    }
  }

  private failure(reason: string): CommandError {
    return new CommandError(`${this.option} ${this.file}: ${reason}`);
  }
}
