import * as fs from 'fs';
import { LineCounter } from 'yaml';
import type { FilePlace } from './file-place';
import { jsonParts } from './json-parts';
import { partAt, type Part } from './part';
import { yamlParts } from './yaml-parts';
import { isJson } from '../templates/json';

/** The positions of a template's parts in its file, which is read on first use. */
export class TemplateLines {
  private known?: { readonly parts: Part; readonly lines: LineCounter } | null;

  constructor(private readonly file: string) {}

  /**
   * The position of a part, or of the closest enclosing part in the file; undefined if the file no longer exists.
   *
   * @param location `Resources.Queue.Properties.Tags[0]`
   */
  public at(location: string): FilePlace | undefined {
    if (this.known === undefined) this.known = this.read();
    if (!this.known) return undefined;
    const { line, col: column } = this.known.lines.linePos(partAt(this.known.parts, `.${location}`).offset);
    return { file: this.file, line, column };
  }

  private read() {
    let text: string;
    try {
      text = fs.readFileSync(this.file, 'utf8').replace(/^\uFEFF/, '');
    } catch {
      return null;
    }
    const lines = new LineCounter();
    lines.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
    return { parts: isJson(text) ? jsonParts(text) : yamlParts(text), lines };
  }
}
