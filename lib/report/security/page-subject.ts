/** The sections of the page for an auditor: subject, author and sign-off. */
import { table } from './page-parts';
import type { SecurityReport } from './security-report';
import type { ReportedStack, ReportSubject } from './subject';
import { escapeHtml } from '../markup';

/** Returns the application, its sources, its accounts and Regions, the versions, and the author. */
export function subjectPart({ subject, stacks = [], tool, madeAt }: SecurityReport): string[] {
  if (!subject) return [];
  const { application, environment, assemblyHash, madeBy, versions } = subject;
  const tools = Object.entries({ [tool.name]: tool.version, ...versions }).map(([of, version]) => `${of} ${version}`).join(', ');
  const rows = [
    ['Application', escapeHtml(application)],
    ['Environment', escapeHtml(environment ?? 'not stated')],
    ['Account and Region', [...new Set(stacks.map(destination))].sort().map(escapeHtml).join('<br>') || 'not known'],
    ['Commit', commitOf(subject)],
    ['SHA-256 of the assembly', `<code>${assemblyHash}</code>`],
    ['Versions', escapeHtml(tools)],
    ['Generated', `${escapeHtml(madeAt.slice(0, 16).replace('T', ' '))} UTC, by ${escapeHtml(madeBy)}`],
    ['Evidence', '<a href="#functions">Bills of materials, fuzz reports and the policy of the runtime guard, by function</a>; <a href="#practices">evidence for each line</a>'],
  ];
  return ['<h2 id="subject">What this report is about</h2>', `<dl>${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`];
}

function commitOf({ commit, modified, untracked = [] }: ReportSubject): string {
  if (commit === undefined) return 'not in a repository';
  const state = modified === undefined ? '' : modified ? ', with changes that are not committed' : untracked.length > 0 ? '' : ', unchanged';
  const [first] = untracked;
  const count = untracked.length === 1 ? '1 file that it does not have' : `${untracked.length} files that it does not have, such as`;
  const beside = first === undefined ? '' : `${modified ? ', and' : ', with'} ${count}${untracked.length === 1 ? ':' : ''} <code>${escapeHtml(first)}</code>`;
  return `<code>${escapeHtml(commit)}</code>${state}${beside}`;
}

function destination({ account = 'not known before deployment', region = 'not known before deployment' }: ReportedStack): string {
  return account === region ? `account and Region ${account}` : `account ${account}, Region ${region}`;
}

/** Returns the sign-off block: empty fields to fill in on paper or in a copy. */
export function signOffPart({ subject }: SecurityReport): string[] {
  if (!subject) return [];
  const empty = ['', '', '', '', ''];
  return [
    '<section class="sign-off" aria-labelledby="sign-off">',
    '<h2 id="sign-off">Sign-off</h2>',
    `<p>For the assembly <code>${subject.assemblyHash.slice(0, 16)}</code> of ${escapeHtml(subject.application)}. The signature includes the acknowledgements above.</p>`,
    table('Sign-off', ['Name', 'Role', 'Decision', 'Date', 'Signature'], [empty, empty]),
    '</section>',
  ];
}
