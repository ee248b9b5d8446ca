import { FOUND, Found } from './found';
import { SHORTFALLS } from './shortfalls';
import { PRACTICES } from '../../lib/checklist';

const GATES: { readonly [key in keyof Found]: string } = { sec3: 'cdk-sec3', cdkNag: 'cdk-nag, all packs', checkov: 'checkov' };
const KEYS = Object.keys(GATES) as (keyof Found)[];

/** Returns the number of shortfalls of each best practice that a gate finds. */
export function shortfallsSummary(): string {
  const rows = PRACTICES.map(({ id, title }) => {
    const shortfalls = SHORTFALLS.filter(({ practice }) => practice === id);
    return [title, shortfalls.length, ...KEYS.map((key) => count(shortfalls, key))];
  });
  const total = ['All', SHORTFALLS.length, ...KEYS.map((key) => count(SHORTFALLS, key))];
  return table(['', 'Shortfalls', ...KEYS.map((key) => GATES[key])], [...rows, total]);
}

/** Returns each shortfall, with the rules that find it. */
export function shortfallsDocument(): string {
  const sections = PRACTICES.map(({ id, title }) => {
    const rows = SHORTFALLS.filter(({ practice }) => practice === id).map(({ text }) => [text, ...KEYS.map((key) => FOUND[text][key].join(', ') || 'none')]);
    return `## ${title}\n\n${table(['Shortfall', ...KEYS.map((key) => GATES[key])], rows)}`;
  });
  return `# Which shortfalls are found

Each line is one change to the synthesized templates of examples/orders, which pass this gate. A gate finds the change if it reports a finding that was not
there before. Findings in the unchanged templates and undetermined results do not count. A test runs all changes.

${sections.join('\n\n')}
`;
}

function count(shortfalls: typeof SHORTFALLS, key: keyof Found): number {
  return shortfalls.filter(({ text }) => FOUND[text][key].length > 0).length;
}

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
