/** The table of a construct's resources, with their purposes. */
import { ConstructPage, CONSTRUCTS, pageName, PlacedResource } from './pages';
import { reasonOf } from './reasons';
import { markdownTable } from '../markdown';

/** Returns the table, with one line for each type and purpose. */
export function resourceTable({ resources, neighbors }: ConstructPage): string {
  const rows = new Map<string, PlacedResource[]>();
  for (const resource of resources) {
    const key = `${resource.Type}\n${reasonOf(resource)}`;
    rows.set(key, [...(rows.get(key) ?? []), resource]);
  }
  return markdownTable(
    ['Resource', 'Construct path', 'Why'],
    [
      ...[...rows.values()].map((same) => [counted(same), `\`${same[0].path}\`${same.length > 1 ? ' and others' : ''}`, reasonOf(same[0])]),
      ...neighbors.flatMap(({ id, made = '', resources: theirs }) => {
        return CONSTRUCTS.includes(made) ? [[`${theirs.length} of [${made}](${pageName(made)}.md)`, `\`${id}\``, 'The example uses it.']] : [];
      }),
    ],
  );
}

function counted(same: readonly PlacedResource[]): string {
  return `${same.length > 1 ? `${same.length} ` : ''}\`${same[0].Type}\``;
}
