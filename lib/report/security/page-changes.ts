/** The sections of the page on controls, and on changes since an earlier report. */
import { badge, folded, idText, pathText, table } from './page-parts';
import type { SecurityReport } from './security-report';
import { controlText, trendInShort } from './trend';
import { statusText } from '../checklist';
import { escapeHtml } from '../markup';
import { count } from '../model';

/** Numbers of functions, endpoints, sources, secrets and roles that each control applies to. */
export function controlsPart({ controls = [] }: SecurityReport): string[] {
  const rows = controls.filter(({ of }) => of > 0).map(({ title, has, of, unknown }) => [escapeHtml(title), `${has} of ${of}`, unknown === 0 ? '' : `${unknown} not known before deployment`]);
  return rows.length === 0 ? [] : ['<h2 id="controls">Controls in numbers</h2>', table('Controls', ['Control', 'Holds for', 'Not known'], rows)];
}

/** Returns the fixed, new and changed findings, and changes of the controls. */
export function trendPart({ trend }: SecurityReport): string[] {
  if (!trend) return [];
  const { since, appeared, gone, accepted, changed, lines, controls, resources } = trend;
  const list = (title: string, entries: readonly string[]): string[] => {
    return entries.length === 0 ? [] : [folded(`${entries.length} ${title}`, [`<ul>${entries.map((entry) => `<li><code>${escapeHtml(entry)}</code></li>`).join('')}</ul>`], false)];
  };
  const kinds = changed.map(({ path, from, to }) => [pathText(path), from.map(idText).join('<br>'), to.map(idText).join('<br>')]);
  const grown = controls.map((change) => [escapeHtml(change.title), controlText(change)]);
  const types = resources.map(({ type, from, to }) => [`<code>${escapeHtml(type)}</code>`, String(from), String(to)]);
  return [
    `<h2>Since ${escapeHtml(since.slice(0, 10))}</h2>`,
    `<p>${trendInShort(trend)}.</p>`,
    ...(grown.length > 0 ? [table('Controls that changed', ['Control', 'Holds for'], grown)] : []),
    ...(lines.length > 0 ? [`<ul>${lines.map(({ item, from, to }) => `<li><code>${item}</code>: ${statusText(from)}, now ${badge(to)}</li>`).join('')}</ul>`] : []),
    ...list('new', appeared),
    ...list('fixed or gone', gone),
    ...list('acknowledged', accepted),
    ...(kinds.length > 0 ? [folded(`${count(kinds.length, 'resource')} with findings of another kind`, [table('Of another kind', ['Resource', 'Before', 'Now'], kinds)], false)] : []),
    ...(types.length > 0 ? [folded(`${count(types.length, 'type')} of resources, of which there are more or fewer`, [table('Resources', ['Type', 'Before', 'Now'], types)], false)] : []),
  ];
}
