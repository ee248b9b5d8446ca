import { randomBytes } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { CommandError } from './errors';

/** A file that a command writes: written as a whole or not at all. */
export class OutputFile {
  private readonly target: string;

  /** @throws CommandError where there is no such folder, or where something other than a file is in the way */
  constructor(
    private readonly file: string,
    /** The option that names it, for errors. */
    private readonly option: string = '--output',
  ) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat && !stat.isFile()) throw this.failure('is there already and is no regular file');
    // A link stays a link; what it leads to is replaced.
    this.target = stat ? fs.realpathSync(file) : file;
    const folder = path.dirname(this.target);
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw this.failure(`the folder ${folder} does not exist; create it first`);
  }

  /**
   * @param mode whatever the umask, for what others read, too; the umask decides where it is left out
   * @throws CommandError where the file can't be written; it is left as it was
   */
  public write(text: string, mode?: number): void {
    const temporary = path.join(path.dirname(this.target), `.${path.basename(this.target)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      // On the disk before it takes the place of the old one: a crash leaves the one or the other, and never a part.
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
