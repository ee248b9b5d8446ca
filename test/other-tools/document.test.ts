import * as fs from 'fs';
import * as path from 'path';
import { CDK_NAG } from './cdk-nag';
import { otherToolsDocument, TOOLS } from './document';
import { nagRules } from './nag-rules';
import { SEC3_RULES } from '../../lib/secure/rules';

const ROOT = path.resolve(__dirname, '../..');

test('each rule of cdk-nag has a line, and each line names a rule', () => {
  expect(Object.keys(CDK_NAG).sort()).toEqual([...nagRules().keys()].sort());
});

test.each(TOOLS.map((tool) => [tool.name, tool] as const))('the lines of %s name existing rules', (_, { verdicts }) => {
  const named = Object.values(verdicts).flatMap((verdict) => ('rules' in verdict ? verdict.rules : []));
  expect(named.filter((id) => !SEC3_RULES.some((rule) => rule.id === id))).toEqual([]);
});

test('the sources name the installed versions', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules/cdk-nag/package.json'), 'utf8'));
  expect(TOOLS.find(({ name }) => name === 'cdk-nag')!.source).toContain(version);
});

test('the document matches the lines', () => {
  const written = fs.readFileSync(path.join(ROOT, 'docs/other-tools.md'), 'utf8');
  if (written !== otherToolsDocument()) throw new Error('docs/other-tools.md differs from test/other-tools: run `npm run docs`');
});
