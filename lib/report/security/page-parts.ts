/** Building blocks of the page. */
import { Status, statusText } from '../checklist';
import { escapeHtml } from '../markup';

export const MARKS: { readonly [status in Status]: string } = {
  'not-satisfied': '✖',
  'undetermined': '?',
  'warnings': '▲',
  'not-covered': '○',
  'switched-off': '○',
  'acknowledged': '☑',
  'satisfied': '✔',
  'not-applicable': '–',
};

/** Returns a status as symbol and text. */
export function badge(status: Status): string {
  return `<span class="status ${status}">${MARKS[status]} ${statusText(status)}</span>`;
}

/** Returns the id of a finding, with a line break opportunity after the rule. */
export function idText(id: string): string {
  return `<code>${escapeHtml(id).replace('[', '<wbr>[')}</code>`;
}

/** Returns a construct path, with line break opportunities between its parts. */
export function pathText(path: string): string {
  return `<code>${escapeHtml(path).replace(/\//g, '/<wbr>')}</code>`;
}

/** Returns a table in its own frame, which scrolls if it is wider than the page. */
export function table(name: string, heads: readonly string[], rows: readonly (readonly string[])[], statuses?: readonly Status[]): string {
  const body = rows.map((cells, row) => {
    const status = statuses === undefined ? '' : ` data-status="${statuses[row]}"`;
    return `<tr${status}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  return `<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

/** Returns a collapsible section. */
export function folded(title: string, parts: readonly string[], open: boolean): string {
  return `<details${open ? ' open' : ''}><summary>${title}</summary>${parts.join('\n')}</details>`;
}
