/** Which branches of a handler's own code ran, over all the processes in which it did. */
import * as fs from 'fs';
import * as path from 'path';
import { fileURLToPath } from 'url';
import { branchesOf } from './branches';
import { ownCode } from './own-code';

/** How much of a handler ran. */
export type BranchShare = { readonly ran: number; readonly all: number } | { readonly unknown: string };

/** What V8 writes (`NODE_V8_COVERAGE`), and what the harness does for Python. */
interface Written {
  readonly result?: readonly { readonly url: string; readonly functions: readonly { readonly ranges: readonly Range[] }[] }[];
  readonly python?: { readonly all: readonly string[]; readonly ran: readonly string[] };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Gathers what processes have written. */
export class BranchCoverage {
  private readonly all = new Set<string>();
  private readonly ran = new Set<string>();
  private readonly files = new Map<string, readonly number[]>();
  private unknown?: string;

  /**
   * @param root the folder of the function's code
   * @param folder where processes write; what is there is read, and removed
   */
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {}

  /** Adds what other entry points of the same function reached. */
  public add(other: BranchCoverage): void {
    for (const branch of other.all) this.all.add(branch);
    for (const branch of other.ran) this.ran.add(branch);
    this.unknown ??= other.unknown;
  }

  /** Reads what was written since. */
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
    return this.all.size === 0 ? { unknown: 'no process of the handler ended in a entry point which it could tell' } : { ran: this.ran.size, all: this.all.size };
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

/** How often the innermost range around an offset ran. */
function countAt(ranges: readonly Range[], offset: number): number {
  let innermost: Range | undefined;
  for (const range of ranges) {
    if (range.startOffset > offset || range.endOffset <= offset) continue;
    if (!innermost || range.endOffset - range.startOffset <= innermost.endOffset - innermost.startOffset) innermost = range;
  }
  return innermost?.count ?? 0;
}

/** Nothing of a file that was not written as a whole. */
function parsed(text: string): Written {
  try {
    return JSON.parse(text) as Written;
  } catch {
    return {};
  }
}
