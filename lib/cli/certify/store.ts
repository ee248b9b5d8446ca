import * as fs from 'fs';
import { CertifiedFile, certifiedFileText, EMPTY_FILE } from '../../dependencies/certification/certified-file';
import { CertifiedSet } from '../../dependencies/certification/certified-set';
import { contentsFileOf, contentsText, NamedContent } from '../../dependencies/certification/contents-file';
import { CertifiedFileError, parseCertifiedFile } from '../../dependencies/certification/read-certified-file';
import { contentDigest } from '../../dependencies/content/files';
import { UnreadableInput } from '../../gate';
import { CommandError } from '../errors';
import { OutputFile } from '../output-file';

/** The file with certifications, and the file with content hashes beside it. */
export class CertifiedStore {
  private text: string | undefined;
  private set: CertifiedSet;

  /** @throws CommandError if the file is invalid */
  constructor(public readonly file: string) {
    this.text = this.textNow();
    this.set = reported(() => CertifiedSet.of(this.text === undefined ? EMPTY_FILE : parseCertifiedFile(this.text, file), file));
  }

  /** The current certifications. */
  public get certified(): CertifiedSet {
    return this.set;
  }

  /** Writes both files. @throws CommandError if another process changed the file since it was read */
  public save(content: CertifiedFile, contents: readonly NamedContent[] = []): void {
    const output = new OutputFile(this.file, '--file');
    // Others may have certified packages during a long review.
    if (this.textNow() !== this.text) throw new CommandError(`${this.file} was changed during the review, so later answers are not saved: run the command again`);
    const text = certifiedFileText(content);
    const named = new Set([...content.packages, ...content.exemptions].map((entry) => entry.content));
    const kept = [...this.set.ownContents, ...contents].filter(({ files }) => named.has(contentDigest(files)));
    // The contents first, so that references to them are always valid.
    if (kept.length > 0 || fs.existsSync(contentsFileOf(this.file))) new OutputFile(contentsFileOf(this.file), '--file').write(contentsText(kept));
    output.write(text);
    this.text = text;
    this.set = reported(() => CertifiedSet.of(content, this.file));
  }

  private textNow(): string | undefined {
    return fs.existsSync(this.file) ? fs.readFileSync(this.file, 'utf8') : undefined;
  }
}

/** Runs a function that reads files. @throws CommandError if files have problems */
export function reported<T>(read: () => T): T {
  try {
    return read();
  } catch (e) {
    if (e instanceof CertifiedFileError || e instanceof UnreadableInput) throw new CommandError(e.message);
    throw e;
  }
}
