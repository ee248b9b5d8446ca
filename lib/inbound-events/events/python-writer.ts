/** Writes the body of a Python function. An empty block is omitted. */
export class PythonWriter {
  private readonly lines: string[] = [];
  private indent = 1;
  private names = 0;

  /** Returns a name that the function does not use yet. */
  public name(kind: string): string {
    this.names += 1;
    return `${kind}${this.names}`;
  }

  public line(text: string): void {
    this.lines.push(`${' '.repeat(this.indent)}${text}`);
  }

  public block(head: string, write: () => void): void {
    const start = this.lines.length;
    this.line(`${head}:`);
    this.indent += 1;
    write();
    this.indent -= 1;
    if (this.lines.length === start + 1) this.lines.pop();
  }

  /** @param end the last line of the body */
  public body(end: string): string {
    return [...this.lines, `${' '.repeat(this.indent)}${end}`].join('\n');
  }
}
