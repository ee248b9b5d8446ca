/** A table: a subject a line, then what is known of it, parted by blanks. */
export type Table = ReadonlyMap<string, readonly string[]>;

const read = new Map<string, Table>();

/** The table that a text is. It is taken apart once, when it is first asked for. */
export function tableOf(text: string): Table {
  let table = read.get(text);
  if (!table) {
    table = new Map(text.trim().split('\n').map((line): [string, string[]] => {
      const [subject, ...words] = line.split(' ');
      return [subject, words];
    }));
    read.set(text, table);
  }
  return table;
}

/** A table without the words that lists have as `subject word`, whatever the lists are called. */
export function without(table: Table, lists: readonly { readonly [name: string]: readonly string[] }[]): Table {
  const others = new Set(lists.flatMap((named) => Object.values(named).flat()));
  const rest = [...table].map(([subject, words]) => [subject, words.filter((word) => !others.has(`${subject} ${word}`))] as const);
  return new Map(rest.filter(([, words]) => words.length > 0));
}
