import { formatPatch, structuredPatch } from 'diff';
import type { ArchiveContent } from '../../dependencies/content/package-archives';

/** Change of a file. */
export interface FileChange {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  /** Patch in the format of `diff -u`; absent for binary files. */
  readonly patch?: string;
}

/** Above this size, all lines count as different, because comparing minified files would take minutes. */
const MAX_EDITS = 5000;

/** Returns the files that differ between two contents of a package, the largest difference first. */
export function packageDiff(before: ArchiveContent, after: ArchiveContent): FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = paths.filter((path) => !same(before.get(path), after.get(path)));
  return changed.map((path) => changeOf(path, before.get(path), after.get(path))).sort((a, b) => sizeOf([b]) - sizeOf([a]));
}

/** Returns the number of lines to review. */
export function sizeOf(changes: readonly FileChange[]): number {
  return changes.reduce((sum, { added, removed }) => sum + added + removed, 0);
}

function same(before: Buffer | undefined, after: Buffer | undefined): boolean {
  return before !== undefined && after !== undefined && before.equals(after);
}

function changeOf(path: string, before: Buffer | undefined, after: Buffer | undefined): FileChange {
  if (isBinary(before) || isBinary(after)) return { path, added: after ? 1 : 0, removed: before ? 1 : 0 };
  const [old, now] = [before?.toString('utf8') ?? '', after?.toString('utf8') ?? ''];
  const patch = structuredPatch(before ? `a/${path}` : '/dev/null', after ? `b/${path}` : '/dev/null', old, now, undefined, undefined, { context: 3, maxEditLength: MAX_EDITS });
  if (!patch) return { path, added: linesOf(now).length, removed: linesOf(old).length, patch: `--- a/${path}\n+++ b/${path}\n@@ all of it @@\n${linesOf(now).map((line) => `+${line}\n`).join('')}` };
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  return {
    path,
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    patch: formatPatch(patch).replace(/^=+\n/, ''),
  };
}

function isBinary(content: Buffer | undefined): boolean {
  return content?.subarray(0, 8000).includes(0) ?? false;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
