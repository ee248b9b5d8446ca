/** The AWS quotas that a construct can reach: the lines of docs/quotas.md that mention it. */
import * as fs from 'fs';
import * as path from 'path';
import { ConstructPage } from './pages';
import { markdownTable } from '../markdown';

const PAGE = path.join(__dirname, '../../docs/quotas.md');

export function quotaTable({ name, resources }: ConstructPage): string {
  const rows = fs.readFileSync(PAGE, 'utf8').split('\n').flatMap((line) => {
    const cells = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    return line.startsWith('| [') && new RegExp(`\`${name}\\b`).test(cells[2]) ? [cells.slice(0, 4)] : [];
  });
  const share = `The example creates ${resources.length === 1 ? 'one' : resources.length === 0 ? 'none' : resources.length} of the 500 resources that a stack can have.`;
  const table = rows.length === 0 ? '' : `\n\n${markdownTable(['Quota', 'Limit', 'Met by', 'What happens'], rows)}`;
  return `${share}${table}\n\n[Quotas](../quotas.md) lists all of them.`;
}
