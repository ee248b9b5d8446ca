import * as fs from 'fs';
import { App, CfnResource, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import { LIMITS } from '../../lib/quotas/limits';
import { checkTemplateSize } from '../../lib/quotas/template-size';

/** Returns a stack with a text of some length, and the size of its template without it. */
function stackOf(length: number, suppressTemplateIndentation = false) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { suppressTemplateIndentation, synthesizer: new LegacyStackSynthesizer() });
  new CfnResource(stack, 'Text', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'x'.repeat(length), Tags: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`tag${index}`, 'a'])) } });
  return { app, stack, template: () => fs.statSync(app.synth().getStackArtifact('Stack').templateFullPath).size };
}

const around = stackOf(0).template();

test.each([[0, false], [1, true]])('a template of 1 MB and %s bytes: rejected is %s', (more, isRejected) => {
  const { app, stack } = stackOf(LIMITS.template - around + more);
  checkTemplateSize(stack, 'split it');
  if (isRejected) expect(() => app.synth()).toThrow('[Stack] the template has 1000001 bytes, and the limit of CloudFormation is 1000000: split it');
  else expect(() => app.synth()).not.toThrow();
});

test('the written template counts, which is smaller without indentation', () => {
  const { app, stack } = stackOf(LIMITS.template - around + 1, true);
  checkTemplateSize(stack, 'split it');
  expect(() => app.synth()).not.toThrow();
});
