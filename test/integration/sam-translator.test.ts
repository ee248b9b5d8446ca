import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { compare, samTranslator, type Comparison } from './sam-oracle';
import { samTemplate } from './sam-templates';
import { readTemplate, UnreadableInput, type TemplateBody } from '../../lib/gate';
import { policyTable } from '../../projenrc/sam-policies';

/**
 * Folders of further SAM templates to compare, such as tests/translator/input of aws/serverless-application-model. No package contains them: its
 * source archive has no tests.
 */
const FOLDERS = (process.env.SAM_TEMPLATES ?? '').split(path.delimiter).filter((folder) => folder !== '');

/** Maximum share of missed findings. */
const MOST_MISSED = 0.005;

jest.setTimeout(900_000);

const python = samTranslator();

test('the table of policies matches the translator', () => {
  const written = fs.readFileSync(path.join(__dirname, '../../lib/gate/expansion/sam/policy-table.ts'), 'utf8');
  if (written !== policyTable(python)) throw new Error('lib/gate/expansion/sam/policy-table.ts differs from the translator’s data: run `npx tsx projenrc/sam-policies.ts`');
});

test('generated templates have the same findings with either expansion', () => {
  const templates = new Map(fc.sample(samTemplate, { numRuns: 400, seed: 18 }).map((template, index) => [`generated ${index}`, template] as const));
  const comparison = compare(python, templates);
  report('generated', comparison);
  expect([...comparison.failed]).toEqual([]);
  expect(comparison.agreements.length).toBeGreaterThanOrEqual(300);
  expect(missedOf(comparison)).toBeLessThanOrEqual(MOST_MISSED);
  expect(comparison.agreements.flatMap(({ gaps }) => gaps)).toEqual([]);
});

(FOLDERS.length > 0 ? test.each(FOLDERS) : test.skip.each(['']))('templates of others: %s', (folder) => {
  const comparison = compare(python, templatesIn(folder));
  report(folder, comparison);
  expect([...comparison.failed]).toEqual([]);
  // Unread parts are reported.
  const silent = comparison.agreements.filter(({ gaps }) => gaps.length === 0).flatMap(({ missed }) => missed);
  expect(silent.length / total(comparison)).toBeLessThanOrEqual(MOST_MISSED);
});

function templatesIn(folder: string): Map<string, TemplateBody> {
  const templates = new Map<string, TemplateBody>();
  for (const name of fs.readdirSync(folder)) {
    try {
      templates.set(name, readTemplate(path.join(folder, name)).body);
    } catch (e) {
      if (!(e instanceof UnreadableInput)) throw e;
    }
  }
  return templates;
}

function count({ agreements }: Comparison, kind: 'common' | 'missed' | 'extra'): number {
  return agreements.reduce((sum, agreement) => sum + agreement[kind].length, 0);
}

function total(comparison: Comparison): number {
  return count(comparison, 'common') + count(comparison, 'missed');
}

function missedOf(comparison: Comparison): number {
  return count(comparison, 'missed') / total(comparison);
}

function report(what: string, comparison: Comparison): void {
  const { agreements, rejected } = comparison;
  const numbers = (['common', 'missed', 'extra'] as const).map((kind) => `${count(comparison, kind)} ${kind}`).join(', ');
  const different = agreements.filter(({ missed, extra }) => missed.length + extra.length > 0);
  const lines = different.slice(0, 20).flatMap(({ name, missed, extra }) => [name, ...missed.map((finding) => `  - ${finding}`), ...extra.map((finding) => `  + ${finding}`)]);
  console.info([`${what}: ${agreements.length} templates that both take, ${rejected.size} that the translator rejects; findings: ${numbers}`, ...lines].join('\n'));
}
