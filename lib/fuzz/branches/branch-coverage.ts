/** The branches of a handler's own code that ran, over all of its processes. */
import * as fs from 'fs';
import * as path from 'path';
import { fileURLToPath } from 'url';
import { branchesOf } from './branches';
import { ownCode } from './own-code';

/** Number of the handler's branches that ran, and of all. */
export type BranchShare = { readonly ran: number; readonly all: number } | { readonly unknown: string };

/** The content of a coverage file, from V8 (`NODE_V8_COVERAGE`) or from the harness for Python. */
interface Written {
  readonly result?: readonly { readonly url: string; readonly functions: readonly { readonly ranges: readonly Range[] }[] }[];
  readonly python?: { readonly all: readonly string[]; readonly ran: readonly string[] };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Collects what processes have written about branches. */
export class BranchCoverage {
  private readonly all = new Set<string>();
  private readonly ran = new Set<string>();
  private readonly files = new Map<string, readonly number[]>();
  private unknown?: string;

  /**
   * @param root the folder of the function's code
   * @param folder the folder in which processes write; its files are read and removed
   */
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {}

  /** Adds the branches that other entry points of the same function reached. */
  public add(other: BranchCoverage): void {
    for (const branch of other.all) this.all.add(branch);
    for (const branch of other.ran) this.ran.add(branch);
    this.unknown ??= other.unknown;
  }

  /** Reads the files that were written since the last call. */
  public read(): void {
    for (const name of fs.existsSync(this.folder) ? fs.readdirSync(this.folder) : []) {
      const file = path.join(this.folder, name);
      const written = parsed(fs.readFileSync(file, 'utf8'));
      fs.rmSync(file);
      for (const { url, functions } of written.result ?? []) this.script(url, functions.flatMap(({ ranges }) => ranges));
      for (const branch of written.python?.all ?? []) this.all.add(branch);
      for (const branch of written.python?.ran ?? []) this.ran.add(branch);
    }
  }

  public share(): BranchShare {
    if (this.unknown !== undefined) return { unknown: this.unknown };
    return this.all.size === 0 ? { unknown: 'every process of the handler was stopped before it could report them' } : { ran: this.ran.size, all: this.all.size };
  }

  private script(url: string, ranges: readonly Range[]): void {
    if (!url.startsWith('file:')) return;
    const file = fileURLToPath(url);
    if (!file.startsWith(this.root + path.sep)) return;
    const branches = this.files.get(file) ?? this.own(file);
    this.files.set(file, branches);
    for (const offset of branches) {
      this.all.add(`${file} ${offset}`);
      if (countAt(ranges, offset) > 0) this.ran.add(`${file} ${offset}`);
    }
  }

  private own(file: string): readonly number[] {
    const source = fs.readFileSync(file, 'utf8');
    const isOwn = ownCode(this.root, file, source);
    const branches = isOwn && branchesOf(source);
    if (!branches) this.unknown = `${path.relative(this.root, file)} is minified, and has no source map`;
    return branches?.filter(isOwn!) ?? [];
  }
}

/** Returns how often the innermost range around an offset ran. */
function countAt(ranges: readonly Range[], offset: number): number {
  let innermost: Range | undefined;
  for (const range of ranges) {
    if (range.startOffset > offset || range.endOffset <= offset) continue;
    if (!innermost || range.endOffset - range.startOffset <= innermost.endOffset - innermost.startOffset) innermost = range;
  }
  return innermost?.count ?? 0;
}

/** Parses a coverage file. A file that was not written completely is ignored. */
function parsed(text: string): Written {
  try {
    return JSON.parse(text) as Written;
  } catch {
    return {};
  }
}
