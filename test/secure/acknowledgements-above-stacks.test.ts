import { NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { newApp } from './harness';
import { unrotated } from './unrotated';
import { acknowledgementsAboveStacks } from '../../lib/secure/acknowledgements-above-stacks';

/** Returns a line for each acknowledgement, without the CDK's namespace in front of ids. */
function above(root: IConstruct): string[] {
  return acknowledgementsAboveStacks(root).map(({ id, reason, path }) => `${id.replace(/^.*::/, '')} at "${path}": ${reason}`);
}

function acknowledge(scope: IConstruct, id: string, reason: string): void {
  Validations.of(scope).acknowledge({ id, reason });
}

test('returns nothing without acknowledgements', () => {
  const app = newApp();
  unrotated(new Stack(new Stage(app, 'Stage'), 'Stack'));
  expect(above(app)).toEqual([]);
});

test('returns those of the app, of Stages and of constructs in between, but not those within stacks', () => {
  const app = newApp();
  const outer = new Stage(app, 'Outer');
  const group = new Construct(outer, 'Group');
  const inner = new Stage(group, 'Inner');
  const stack = new Stack(inner, 'Stack');
  const nested = new NestedStack(stack, 'Nested');
  const scopes = [app, outer, group, inner, stack, unrotated(stack), nested, unrotated(nested)];
  scopes.forEach((scope, index) => acknowledge(scope, 'Sec3-SecretRotated', `reason ${index}`));
  expect(above(app)).toEqual([
    'Sec3-SecretRotated at "": reason 0',
    'Sec3-SecretRotated at "Outer": reason 1',
    'Sec3-SecretRotated at "Outer/Group": reason 2',
    'Sec3-SecretRotated at "Outer/Group/Inner": reason 3',
  ]);
  expect(above(inner)).toEqual(['Sec3-SecretRotated at "Outer/Group/Inner": reason 3']);
  expect(above(stack)).toEqual([]);
});

test('returns several of one construct, including those for other plugins', () => {
  const app = newApp();
  acknowledge(app, 'Sec3-SecretRotated', 'one');
  acknowledge(app, 'Sec3::Sec3-SecretRotated[not-rotated]', 'two');
  acknowledge(app, 'AwsSolutions::AwsSolutions-L1', 'three');
  expect(acknowledgementsAboveStacks(app).map(({ reason }) => reason)).toEqual(['one', 'two', 'three']);
  expect(acknowledgementsAboveStacks(app)[1].id).toBe('Sec3::Sec3-SecretRotated[not-rotated]');
});

test('ignores other metadata', () => {
  const app = newApp();
  app.node.addMetadata('aws:cdk:warning', 'careful');
  expect(above(app)).toEqual([]);
});
