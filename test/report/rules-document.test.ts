import * as fs from 'fs';
import * as path from 'path';
import { RULES } from './sample';
import { rulesDocument } from '../../lib/report/rules-document';
import { NOT_JUDGED } from '../../lib/secure/not-judged';
import { SEC3_RULES } from '../../lib/secure/rules';

test('RULES.md is up to date', () => {
  const written = fs.readFileSync(path.join(__dirname, '..', '..', 'RULES.md'), 'utf8');
  if (written !== rulesDocument(SEC3_RULES, NOT_JUDGED)) throw new Error('RULES.md differs from what the rules say: run `npm run docs`, and commit what it writes');
});

describe('a rule has', () => {
  const document = rulesDocument(RULES, []);

  test('the id, the level and the title, under its practice', () => {
    expect(document).toContain(
      [
        '## Implement runtime protection to help prevent against malicious code execution',
        '',
        '| Rule | Level | Holds where it is satisfied |',
        '| --- | --- | --- |',
        '| [Limited](#limited) | warning | Limited holds. |',
        '',
      ].join('\n'),
    );
  });

  test('both fixes, the text on acknowledging, and each finding', () => {
    expect(document).toContain(
      [
        '### Limited',
        '',
        '**Limited holds.** An attacker gains from Limited.',
        '',
        '- In CDK: Construct what Limited asks.',
        '- In templates: Write what Limited asks.',
        '- Acknowledge: When there is no Function: say why.',
        '- Serves `runtime-protection/lock-out`; see the [documentation](https://example.com/Limited)',
        '- Looks at `Test::Function`',
        '- Parameter `accounts`: Accounts that are trusted. Default: none. Expected: an account id of 12 digits, as a string.',
        '',
        '| Finding | Meaning |',
        '| --- | --- |',
        '| `bad` | It is bad. |',
        '| `worse` | It is worse. |',
        '',
      ].join('\n'),
    );
  });
});

test('practices without a rule are omitted', () => {
  expect(rulesDocument(RULES.slice(0, 2), []).match(/^## .*$/gm)).toEqual([
    '## Store secrets that are used in your code securely',
    '## The gate itself',
    '## What the gate does not look at',
    '## Details',
  ]);
});

test('exclusions have a reason, and long lists are collapsed', () => {
  const many = Array.from({ length: 13 }, (_, index) => `Test::Type P${index}`);
  const document = rulesDocument(RULES, [
    { what: 'A guess', reason: 'No one knows.' },
    { what: 'One', reason: 'It is none.', properties: ['Test::Type P'] },
    { what: 'Others', reason: 'They are many.', properties: many },
  ]);
  expect(document).toContain(
    [
      '- A guess. No one knows.',
      '- One. It is none. `Test::Type P`',
      `- Others. They are many. <details><summary>13 properties</summary>${many.map((one) => `\`${one}\``).join(', ')}</details>`,
      '',
    ].join('\n'),
  );
});

test('texts are escaped for Markdown tables', () => {
  const [rule] = RULES;
  const document = rulesDocument([{ ...rule, title: 'a|b <c> *d* _e_ `f` [g] $h$.' }], []);
  expect(document).toContain('| [Rotated](#rotated) | error | a\\|b &lt;c&gt; \\*d\\* \\_e\\_ \\`f\\` \\[g\\] \\$h\\$. |');
});

test('all rows of a table have the same number of cells', () => {
  for (const part of rulesDocument(SEC3_RULES, NOT_JUDGED).split(/\n(?=#)/)) {
    const rows = part.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length)).size).toBeLessThanOrEqual(1);
  }
});
