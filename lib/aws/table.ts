/** A table: the words of each subject. As text, each line has a subject and its words, separated by spaces. */
export type Table = ReadonlyMap<string, readonly string[]>;

const read = new Map<string, Table>();

/** Returns the table in a text. The text is parsed once, when the table is first used. */
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

/** Returns a table without the words that exception lists contain as `subject word`. The names of the lists do not matter. */
export function without(table: Table, lists: readonly { readonly [name: string]: readonly string[] }[]): Table {
  const others = new Set(lists.flatMap((named) => Object.values(named).flat()));
  const rest = [...table].map(([subject, words]) => [subject, words.filter((word) => !others.has(`${subject} ${word}`))] as const);
  return new Map(rest.filter(([, words]) => words.length > 0));
}
