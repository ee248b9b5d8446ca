import * as fs from 'fs';
import { LineCounter } from 'yaml';
import type { FilePlace } from './file-place';
import { jsonParts } from './json-parts';
import { partAt } from './part';
import { yamlParts } from './yaml-parts';
import { isJson } from '../templates/json';

/** The positions of a template's parts in its file, which is read on first use. */
export class TemplateLines {
  private known?: ReturnType<typeof partsAndLines> | null;

  constructor(private readonly file: string) {}

  /**
   * Returns the position of a part, or of the closest enclosing part in the file; undefined if the file no longer exists.
   *
   * @param location `Resources.Queue.Properties.Tags[0]`
   */
  public at(location: string): FilePlace | undefined {
    if (this.known === undefined) this.known = this.read();
    if (!this.known) return undefined;
    return { file: this.file, ...positionOf(this.known, location) };
  }

  private read() {
    let text: string;
    try {
      text = fs.readFileSync(this.file, 'utf8').replace(/^\uFEFF/, '');
    } catch {
      return null;
    }
    return partsAndLines(text);
  }
}

/** Returns the position of a part of a text in JSON or YAML, or of the closest enclosing part. */
export function positionIn(text: string, location: string): Omit<FilePlace, 'file'> {
  return positionOf(partsAndLines(text), location);
}

function partsAndLines(text: string) {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) lines.addNewLine(index + end.length);
  return { parts: isJson(text) ? jsonParts(text) : yamlParts(text), lines };
}

function positionOf({ parts, lines }: ReturnType<typeof partsAndLines>, location: string) {
  const { line, col: column } = lines.linePos(partAt(parts, `.${location}`).offset);
  return { line, column };
}
