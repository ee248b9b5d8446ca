import * as fs from 'fs';

/** A file that is read in parts, so that large files need no more memory than small ones. */
export class OpenedFile {
  public readonly size: number;
  private readonly descriptor: number;

  constructor(file: string) {
    this.descriptor = fs.openSync(file, 'r');
    this.size = fs.fstatSync(this.descriptor).size;
  }

  /** Bytes from an offset; fewer if the file ends before. */
  public read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - at)));
    for (let done = 0; done < bytes.length; ) {
      const read = fs.readSync(this.descriptor, bytes, done, bytes.length - done, at + done);
      if (read === 0) return bytes.subarray(0, done);
      done += read;
    }
    return bytes;
  }

  public close(): void {
    fs.closeSync(this.descriptor);
  }
}
