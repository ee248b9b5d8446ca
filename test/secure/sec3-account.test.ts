import * as fs from 'fs';
import * as path from 'path';
import { App, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { Sec3Checks, Sec3ChecksProps } from '../../lib';
import { questionsOf } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';

const SOURCE = fs.readFileSync(path.join(__dirname, '../../lib/secure/sec3-account.ts'), 'utf8');

test('Sec3Account has the questions of the rules with the same texts', () => {
  const documented = [...SOURCE.matchAll(/\/\*\*\n {3}\* (.*)\n {3}\*\n {3}\* @default - unknown\n {3}\*\/\n {2}readonly (\w+)\?: boolean;/g)];
  expect(documented.map(([, description, name]) => ({ name, description })).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    questionsOf(SEC3_RULES).map(({ name, description }) => ({ name, description })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
});

test('each question belongs to findings of its rule', () => {
  const asking = SEC3_RULES.filter(({ asks }) => asks !== undefined);
  expect(asking.length).toBeGreaterThan(0);
  for (const { asks, findings } of asking) expect(Object.keys(findings)).toEqual(expect.arrayContaining([...asks!.findings]));
});

/** Returns the report of the pack to the CDK for an app with one function. */
function reported(props: Sec3ChecksProps): string[] {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new lambda.CfnFunction(stack, 'Fn', { role: 'arn:aws:iam::111111111111:role/x', code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x' });
  const { stacks } = app.synth();
  const context: any = {
    appConstruct: app,
    stackTemplates: stacks.map((artifact) => ({ stackConstructPath: artifact.hierarchicalId, templatePath: artifact.templateFullPath })),
  };
  return new Sec3Checks(app, props).validate(context).violations.map(({ ruleName, severity, description }) => `${severity} ${ruleName} ${description}`);
}

test('a statement answers the question, and is reported with the person', () => {
  const about = (violations: readonly string[]) => violations.filter((violation) => /Inspector|Account/.test(violation));
  expect(about(reported({}))).toEqual([expect.stringMatching(/^warning Sec3-InspectorEnabled\[undetermined\] .*account: \{ inspector: true, statedBy: .*, reason: .* \}$/)]);
  const stated = { statedBy: 'Platform team', reason: 'on for the organization' };
  expect(about(reported({ account: { ...stated, inspector: true } }))).toEqual([
    'info Sec3-Account Statements about the account resolve Sec3-InspectorEnabled[not-enabled]: on for the organization (stated by Platform team)',
  ]);
  expect(about(reported({ account: { ...stated, inspector: false } }))).toEqual([expect.stringMatching(/^warning Sec3-InspectorEnabled\[not-enabled\]/)]);
});

test('a statement without a reason is rejected', () => {
  expect(() => reported({ account: { statedBy: 'Platform team', reason: '' } })).toThrow(/account\.reason: at least 10 characters/);
});

describe('a baseline', () => {
  test('that does not exist is rejected', () => {
    expect(() => reported({ baseline: '/nowhere/base.json' })).toThrow(/\/nowhere\/base\.json: the baseline does not exist/);
  });
});
