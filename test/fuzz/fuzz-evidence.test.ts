import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FuzzEvidence } from '../../lib/fuzz/fuzz-evidence';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-evidence-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function app(): { readonly app: App; readonly stack: Stack } {
  const made = new App();
  const stack = new Stack(made, 'Stack');
  for (const id of ['Fuzzed', 'Other']) new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
  return { app: made, stack };
}

test('reports are recorded in the metadata of their functions', () => {
  const report = { version: 2, function: 'Stack/Fuzzed', assetHash: 'abc', entryPoints: [] };
  fs.writeFileSync(path.join(folder, 'Stack-Fuzzed.json'), JSON.stringify(report));
  const made = app();
  FuzzEvidence.fromFolder(folder).applyTo(made.app);
  const recorded = Object.values(Template.fromStack(made.stack).findResources('AWS::Lambda::Function')).map(({ Metadata }) => Metadata?.['cdk-sec3:fuzz']);
  expect(recorded.filter((entry) => entry !== undefined)).toEqual([report]);
});

test('an absent folder has no reports', () => {
  const made = app();
  FuzzEvidence.fromFolder(path.join(folder, 'none')).applyTo(made.app);
  expect(JSON.stringify(Template.fromStack(made.stack))).not.toContain('cdk-sec3:fuzz');
});

test('all invalid files are reported in one error', () => {
  const other = fs.mkdtempSync(path.join(folder, 'bad-'));
  fs.writeFileSync(path.join(other, 'a.json'), '{');
  fs.writeFileSync(path.join(other, 'b.json'), '{"version":3,"function":"a","entryPoints":[]}');
  expect(() => FuzzEvidence.fromFolder(other)).toThrow(/these files can’t be used:\n- .*a\.json: .*\n- .*b\.json: /);
});
