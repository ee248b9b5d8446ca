import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { deployedPath, dimensionValue, fittedText } from '../../lib/quotas/fitted-text';
import { LIMITS, TEXT_LIMITS } from '../../lib/quotas/limits';

const PROPERTIES = Object.keys(TEXT_LIMITS) as (keyof typeof TEXT_LIMITS)[];

test.each(PROPERTIES)('a text in %s is cut to its limit', (property) => {
  const limit = TEXT_LIMITS[property];
  const text = `Rotates ${'x'.repeat(limit - 8)}`;
  expect(fittedText(property, text)).toBe(text);
  const cut = fittedText(property, `${text}/Secret`);
  expect(cut).toHaveLength(limit);
  expect(cut).toMatch(/^Rotates x+\.\.\.x+\/Secret$/);
});

test('descriptions of roles have only characters that IAM accepts; others keep them', () => {
  expect(fittedText('AWS::IAM::Role.Description', 'Rotates Zahlung/Schlüssel – 鍵')).toBe('Rotates Zahlung/Schlüssel ? ?');
  expect(fittedText('AWS::KMS::Key.Description', 'Rotates 鍵')).toBe('Rotates 鍵');
});

describe('a path as a dimension', () => {
  test('is unchanged if CloudWatch accepts it', () => {
    const path = 'a/'.repeat(127) + 'b';
    expect(path).toHaveLength(LIMITS.dimensionValue);
    expect(dimensionValue(path)).toBe(path);
  });

  test('is cut if it is too long, and differs for different paths', () => {
    const values = ['b', 'c'].map((end) => dimensionValue(`${'a/'.repeat(100)}${end}${'/z'.repeat(100)}`));
    expect(values.map((value) => value.length)).toEqual([LIMITS.dimensionValue, LIMITS.dimensionValue]);
    expect(values[0]).not.toBe(values[1]);
  });

  test('is in ASCII, and differs for different paths', () => {
    expect(dimensionValue('Stack/ü')).toMatch(/^[\x20-\x7e]+$/);
    expect(dimensionValue('Stack/ü')).not.toBe(dimensionValue('Stack/ö'));
  });
});

test('the path of what is deployed begins with the name of the stack, which differs for each deployment of an app', () => {
  const stack = new Stack(new Stage(new App(), 'Production'), 'Orders');
  const renamed = new Stack(new App(), 'Orders', { stackName: 'orders-test' });
  expect(deployedPath(new Construct(stack, 'Feed'))).toBe('Production-Orders/Feed');
  expect(deployedPath(new Construct(new NestedStack(renamed, 'Nested'), 'Feed'))).toBe('orders-test/Nested/Feed');
});
