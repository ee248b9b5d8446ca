import { createHash } from 'crypto';
import { dirname, join } from 'path';
import { CONDITION_MARKS, drawing } from './drawing';
import { fuzzText } from './evidence';
import { controlsPart, trendPart } from './page-changes';
import { badge, folded, idText, MARKS, pathText, table } from './page-parts';
import { PAGE_SCRIPT } from './page-script';
import { PAGE_STYLE } from './page-style';
import { signOffPart, subjectPart } from './page-subject';
import type { NextStep, ReportedAcknowledgement, ReportedFinding, ReportedItem, ReportedPractice, ReportedRule, SecurityReport } from './security-report';
import { Condition, CONDITIONS, FunctionFacts } from './workload-map';
import type { FilePlace } from '../../gate';
import { RUNTIME_CATEGORIES } from '../../runtime-protection/template/runtime-policy-document';
import { Status, STATUSES, statusText } from '../checklist';
import { escapeHtml } from '../markup';
import { count, extent, outcome } from '../model';

/** Filters for functions. */
const AS_STATUS: { readonly [condition in Condition]: Status } = {
  error: 'not-satisfied', undetermined: 'undetermined', warning: 'warnings', acknowledged: 'acknowledged', clean: 'satisfied',
};

/** Above this number, findings, resources or functions are collapsed. */
const FOLDED = 5;

/** Number of steps that are shown; the others are collapsed. */
const SHOWN_STEPS = 10;

/** Returns the link from the page to a template; undefined if it can't be linked. */
export type TemplateLink = (template: string) => string | undefined;

/**
 * Returns the report as one self-contained HTML file: no network, no other files. Its own script filters; without scripts, the page shows everything.
 */
export function securityPage(report: SecurityReport, link: TemplateLink = () => undefined): string {
  const { question, summary, practices, madeAt, tool, inputs } = report;
  const policy = `default-src 'none'; style-src '${sourceHash(PAGE_STYLE)}'; script-src '${sourceHash(PAGE_SCRIPT)}'`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(`${question.id}: ${outcome(summary)}`)}</title>`,
    `<style>${PAGE_STYLE}</style></head><body>`,
    '<a class="skip" href="#practices">Skip to the best practices</a>',
    '<header>',
    `<h1>${question.id}: ${escapeHtml(question.title)}</h1>`,
    `<p>${escapeHtml(outcome(summary))}. ${escapeHtml(extent(summary))}.</p>`,
    `<p class="soft">${inputs.map(escapeHtml).join(', ')}; made at <time datetime="${madeAt}">${madeAt.slice(0, 16).replace('T', ' ')} UTC</time>`,
    ` by ${tool.name} ${escapeHtml(tool.version)}. <a href="${question.link}">The question in the AWS Well-Architected Serverless Lens</a></p>`,
    '</header><main>',
    ...subjectPart(report),
    ...tiles(report),
    ...trendPart(report),
    ...controlsPart(report),
    ...baselinePart(report),
    ...nextPart(report),
    '<h2 id="workload">The workload</h2>',
    `<div class="scroll" tabindex="0" role="group" aria-labelledby="workload">${drawing({ ...report.map, functions: report.functions })}</div>`,
    ...filterPart(),
    '<div id="practices">',
    ...practices.flatMap((practice) => practicePart(practice, link)),
    '</div>',
    ...functionsPart(report.functions, link),
    ...acknowledgedPart(practices, link),
    ...signOffPart(report),
    '</main>',
    `<script>${PAGE_SCRIPT}</script></body></html>`,
    '',
  ].join('\n');
}

function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function tiles({ totals, practices }: SecurityReport): string[] {
  return [
    '<h2>Status</h2>',
    '<ul class="tiles">',
    ...STATUSES.filter((status) => totals[status] > 0).map((status) => {
      return `<li><strong>${totals[status]}</strong> ${totals[status] === 1 ? 'line' : 'lines'}: <span class="${status}">${MARKS[status]} ${statusText(status)}</span></li>`;
    }),
    '</ul><ul>',
    ...practices.map(({ practice, title, status }) => `<li><a href="#${practice}">${escapeHtml(title)}</a>: ${badge(status)}</li>`),
    '</ul>',
  ];
}

function baselinePart({ baseline, summary }: SecurityReport): string[] {
  if (baseline === undefined) return [];
  const { file, fixed } = baseline;
  const rows = fixed.map(({ id, path, location = '' }) => [idText(id), pathText(path), `<code>${escapeHtml(location)}</code>`]);
  return [
    '<h2>Findings in the baseline</h2>',
    `<p><code>${escapeHtml(file)}</code>: ${count(summary.known, 'finding')} known, marked below; ${fixed.length} fixed. Known findings do not fail the gate, and satisfy no line.</p>`,
    ...(rows.length > 0 ? [folded(`${rows.length} fixed`, [table('Fixed', ['Finding', 'Resource', 'Location'], rows)], rows.length <= FOLDED)] : []),
  ];
}

function nextPart({ next, practices }: SecurityReport): string[] {
  const uncovered = practices.flatMap(({ items }) => items.filter(({ status }) => status === 'not-covered'));
  const shown = uncovered.map(({ item, text }) => `<li><a href="#${item}">${escapeHtml(text)}</a></li>`).join('');
  const byPeople = uncovered.length === 0 ? [] : [`<p>No rule can tell of these, so show by other means how you do it:</p><ul>${shown}</ul>`];
  if (next.length === 0) return ['<h2>What to do next</h2>', '<p>No finding is outstanding.</p>', ...byPeople];
  return [
    '<h2>What to do next</h2>',
    ...byPeople,
    ...stepList(next.slice(0, SHOWN_STEPS), 1),
    ...(next.length > SHOWN_STEPS ? [folded(`${count(next.length - SHOWN_STEPS, 'more cause')}`, stepList(next.slice(SHOWN_STEPS), SHOWN_STEPS + 1), false)] : []),
  ];
}

/** @param start number of the first step */
function stepList(steps: readonly NextStep[], start: number): string[] {
  return [
    `<ol class="next" start="${start}">`,
    ...steps.map(({ ruleId, rules, title, message, level, resources, first, fix, link }) => {
      const documentation = link === undefined ? '' : ` <a href="${escapeHtml(link)}">Documentation<span class="soft"> of ${escapeHtml(ruleId)}</span></a>`;
      const more = rules.length > 1 ? ` and ${count(rules.length - 1, 'other rule')}` : '';
      const place = first.place ? `, ${escapeHtml(`${first.place.file}:${first.place.line}`)}` : '';
      const others = resources > 1 ? ` and ${count(resources - 1, 'other resource')}` : '';
      const where = `${first.path === '' ? 'the whole workload' : pathText(first.path)}${place}${others}`;
      const said = title === message ? '' : `<br>${escapeHtml(message)}`;
      return `<li><span class="status ${level}">${level}</span> <strong>${escapeHtml(title)}</strong> <span class="soft">${escapeHtml(ruleId)}${more}, ${where}</span>${said}<br>${escapeHtml(fix)}${documentation}</li>`;
    }),
    '</ol>',
  ];
}

/** Hidden until the script enables it. */
function filterPart(): string[] {
  return [
    '<form class="filter" role="search" aria-label="Filter" hidden>',
    '<label>Search <input type="search" placeholder="rule, path, text"></label>',
    '<fieldset><legend>Status</legend>',
    ...STATUSES.map((status) => `<label><input type="checkbox" value="${status}" checked> ${statusText(status)}</label>`),
    '</fieldset><output id="found" class="soft"></output></form>',
  ];
}

function practicePart({ practice, title, status, items }: ReportedPractice, link: TemplateLink): string[] {
  return [
    `<section data-practice="${practice}" aria-labelledby="${practice}">`,
    `<h2 id="${practice}">${escapeHtml(title)} ${badge(status)}</h2>`,
    ...items.flatMap((item) => itemPart(item, link)),
    '</section>',
  ];
}

function itemPart({ item, text, status, rules, evidence, findings, acknowledged }: ReportedItem, link: TemplateLink): string[] {
  return [
    `<article class="item" id="${item}" data-status="${status}">`,
    `<h3>${escapeHtml(text)}</h3>`,
    `<div>${badge(status)} <code class="soft">${item}</code></div>`,
    ...(rules.length === 0 && evidence.length === 0 ? ['<p>No rule serves this line: show by other means how you do it.</p>'] : []),
    ...(findings.length > 0 ? [folded(count(findings.length, 'open finding'), [findingTable(findings, link)], findings.length <= FOLDED)] : []),
    ...(acknowledged.length > 0 ? [folded(`${acknowledged.length} acknowledged`, [acknowledgementTable(acknowledged, link)], false)] : []),
    ...(evidence.length > 0
      ? [folded(`Evidence (${evidence.length})`, [table('Evidence', ['Resource', 'What it shows'], evidence.map(({ path, template, text: shown }) => [resource(path, template, link), escapeHtml(shown)]))], evidence.length <= FOLDED)]
      : []),
    ...(rules.length > 0 ? [folded(`${count(rules.length, 'rule')} over ${count(new Set(rules.flatMap(({ examined }) => examined)).size, 'resource')}`, rules.map(rulePart), false)] : []),
    '</article>',
  ];
}

function rulePart({ id, title, link, off, examined, compliant }: ReportedRule): string {
  const said = off ? 'switched off' : `${count(examined.length, 'resource')} examined, ${compliant.length} without a finding`;
  const found = compliant.length === 0 ? '' : `<details><summary>Without a finding<span class="soft"> for ${id}</span></summary><ul>${compliant.map((path) => `<li><code>${escapeHtml(path)}</code></li>`).join('')}</ul></details>`;
  return `<p><a href="${escapeHtml(link)}">${id}</a>: ${escapeHtml(title)} <span class="soft">${said}</span></p>${found}`;
}

function findingTable(findings: readonly ReportedFinding[], link: TemplateLink): string {
  return table('Open findings', ['Finding', 'Resource', 'What is wrong', 'Fix'], findings.map(({ id, level, undetermined, known, path, template, place, message, fix }) => [
    `<span class="status ${undetermined ? 'undetermined' : level}">${undetermined ? '? undetermined' : level}</span> ${idText(id)}${known ? ' <span class="soft">in the baseline</span>' : ''}`,
    resource(path, template, link, place),
    escapeHtml(message),
    escapeHtml(fix),
  ]));
}

function acknowledgementTable(acknowledged: readonly ReportedAcknowledgement[], link: TemplateLink): string {
  return table('Acknowledged', ['Finding', 'Resource', 'Reason', 'Owner', 'On', 'Until', 'Made on'], acknowledged.map((one) => [
    idText(one.id), resource(one.path, one.template, link, one.place), escapeHtml(one.reason), escapeHtml(one.owner ?? 'not stated'), escapeHtml(one.on ?? 'not stated'),
    escapeHtml(one.until ?? 'for good'), `<code>${escapeHtml(one.acknowledgedAt || 'the app')}</code>`,
  ]));
}

function acknowledgedPart(practices: readonly ReportedPractice[], link: TemplateLink): string[] {
  const all = practices.flatMap(({ items }) => items.flatMap(({ acknowledged }) => acknowledged));
  if (all.length === 0) return [];
  return ['<h2>Accepted findings, and the reasons</h2>', folded(`${count(all.length, 'acknowledgement')}`, [acknowledgementTable(all, link)], all.length <= FOLDED)];
}

function functionsPart(functions: readonly FunctionFacts[], link: TemplateLink): string[] {
  const rows = functions.map((fn) => ({
    status: AS_STATUS[fn.condition],
    cells: [
      `<span class="status ${fn.condition}">${CONDITION_MARKS[fn.condition]} ${fn.condition}</span>`,
      resource(fn.path, fn.template, link),
      escapeHtml(fn.runtime),
      guardCell(fn),
      fn.fuzz ? escapeHtml(fuzzText(fn.fuzz)) : 'no report',
      sbomCell(fn, link),
      paths(fn.sources),
      paths(fn.secrets),
    ],
  }));
  const legend = CONDITIONS.map((condition) => `${CONDITION_MARKS[condition]} ${condition}`).join(', ');
  return [
    '<h2 id="functions">Functions</h2>',
    `<p class="soft">${legend}: by the most severe finding on the function itself.</p>`,
    table('Functions', ['Status', 'Function', 'Runtime', 'Runtime guard', 'Fuzzed', 'Bill of materials', 'Started by', 'Secrets'], rows.map(({ cells }) => cells), rows.map(({ status }) => status)),
  ];
}

function guardCell({ policy }: FunctionFacts): string {
  if (policy === undefined) return 'not known';
  if (policy === null) return 'none';
  const modes = (['block', 'alert', 'allow'] as const).map((mode) => [mode, RUNTIME_CATEGORIES.filter((category) => policy.modes[category] === mode)] as const);
  const hosts = policy.allowedHosts.length > 0 ? policy.allowedHosts.join(', ') : 'no host outside of AWS';
  return [...modes.filter(([, categories]) => categories.length > 0).map(([mode, categories]) => `${mode}s ${categories.join(', ')}`), hosts].map(escapeHtml).join('<br>');
}

/** Returns a link to the bill of materials in the cloud assembly. */
function sbomCell({ sbom, template }: FunctionFacts, link: TemplateLink): string {
  if (sbom === undefined) return 'none';
  const target = link(join(dirname(template), sbom));
  return target === undefined ? `<code>${escapeHtml(sbom)}</code>` : `<a href="${escapeHtml(target)}">${pathText(sbom)}</a>`;
}

function paths(all: readonly string[]): string {
  return all.map(pathText).join('<br>') || '–';
}

function resource(path: string, template: string | undefined, link: TemplateLink, place?: FilePlace): string {
  return [pathText(path || 'the whole workload'), ...fileTexts(path, template, link, place).map((text) => `<span class="soft">${text}</span>`)].join('<br>');
}

/** Returns the location in the code and in the template; only one link if they are the same. */
function fileTexts(path: string, template: string | undefined, link: TemplateLink, place: FilePlace | undefined): string[] {
  const code = place === undefined || place.file === template ? [] : [`<code>${escapeHtml(`${place.file}:${place.line}`)}</code>`];
  if (template === undefined) return code;
  const target = link(template);
  const line = place?.file === template ? `:${place.line}` : '';
  if (target === undefined && line === '' && path.startsWith(template)) return code;
  // The folder is the same for all and named at the top.
  const name = escapeHtml(`${template.split(/[\\/]/).pop()!}${line}`).replace(/\.template\./, '<wbr>.template.');
  return [...code, target === undefined ? name : `<a href="${escapeHtml(target)}">${name}</a>`];
}
