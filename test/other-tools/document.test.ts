import * as fs from 'fs';
import * as path from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as cdkNag from 'cdk-nag';
import { CDK_NAG } from './cdk-nag';
import { otherToolsDocument, TOOLS } from './document';
import { SEC3_RULES } from '../../lib/secure/rules';

const ROOT = path.resolve(__dirname, '../..');

/** A pack of cdk-nag, with what is its own affair. */
interface Pack {
  applyRule(application: { readonly rule: { readonly name: string } }): void;
  checkResource(node: CfnResource): void;
}

/** The names of the rules that any pack of cdk-nag applies: a pack applies all of its rules to each resource. */
function appliedRules(): string[] {
  const applied = new Set<string>();
  const node = new CfnResource(new Stack(), 'Resource', { type: 'Test::Probe::Resource' });
  const packs = Object.values(cdkNag).filter((value) => typeof value === 'function' && value.prototype instanceof cdkNag.NagPack) as unknown as (new (app: App) => Pack)[];
  expect(packs.length).toBeGreaterThan(5);
  for (const PackOf of packs) {
    const pack = new PackOf(new App());
    pack.applyRule = ({ rule }) => void applied.add(rule.name);
    pack.checkResource(node);
  }
  return [...applied].sort();
}

test('each rule of cdk-nag has a line, and each line a rule', () => {
  expect(Object.keys(CDK_NAG).sort()).toEqual(appliedRules());
});

test.each(TOOLS.map((tool) => [tool.name, tool] as const))('the lines of %s name rules that exist', (_, { verdicts }) => {
  const named = Object.values(verdicts).flatMap((verdict) => ('rules' in verdict ? verdict.rules : []));
  expect(named.filter((id) => !SEC3_RULES.some((rule) => rule.id === id))).toEqual([]);
});

test('the sources name the versions that are installed', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules/cdk-nag/package.json'), 'utf8'));
  expect(TOOLS.find(({ name }) => name === 'cdk-nag')!.source).toContain(version);
});

test('the document is what the lines say', () => {
  const written = fs.readFileSync(path.join(ROOT, 'docs/other-tools.md'), 'utf8');
  if (written !== otherToolsDocument()) throw new Error('docs/other-tools.md differs from test/other-tools: run `npm run docs`');
});
