import type { FilePlace } from './file-place';
import { TemplateLines } from './template-lines';
import { longestPrefix } from '../expansion/longest-prefix';
import type { LocalSource } from '../templates/local-files';

/** The positions of a template's parts: in its file, or in files that it includes. */
export class SourceLines {
  private readonly files = new Map<string, TemplateLines>();

  constructor(
    private readonly template: string,
    private readonly sources: ReadonlyMap<string, LocalSource> = new Map(),
  ) {}

  /** Does the same as {@link TemplateLines.at}. The name of an included file is in the template, its content in the file. */
  public at(location: string): FilePlace | undefined {
    const source = longestPrefix(location, (prefix) => this.sources.get(prefix));
    const within = source && `${source.found.within}${source.rest}`;
    return within ? this.linesOf(source!.found.file).at(within.slice(1)) : this.linesOf(this.template).at(location);
  }

  private linesOf(file: string): TemplateLines {
    const lines = this.files.get(file) ?? new TemplateLines(file);
    this.files.set(file, lines);
    return lines;
  }
}
