/** Parts of Markdown documents: headings, code and tables. */

/** A block of code. */
export interface CodeBlock {
  /** The heading above the block. From the second block on, it ends with a number. */
  readonly name: string;
  readonly code: string;
}

/** Returns the code blocks in a language, in order. */
export function codeBlocks(document: string, language: string): CodeBlock[] {
  return document.split(/^#+ (?=\S)/m).flatMap((section) => {
    const [heading] = section.split('\n');
    const codes = [...section.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code);
    return codes.map((code, index) => ({ name: index === 0 ? heading : `${heading} (${index + 1})`, code }));
  });
}

/** Returns a table. A bar within a cell is escaped, and a line break becomes a space. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
