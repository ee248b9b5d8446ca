/** @own-modules, since other tests add runtimes to the CDK’s list. */
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LAMBDA_RUNTIMES } from '../../lib/aws/lambda-runtimes';

test('the table has every runtime of the CDK', () => {
  const missing = lambda.Runtime.ALL.filter((runtime) => runtime !== lambda.Runtime.FROM_IMAGE)
    .map((runtime) => runtime.name)
    .filter((name) => !LAMBDA_RUNTIMES.has(name));
  expect(missing).toEqual([]);
});

test.each([...LAMBDA_RUNTIMES])('%s is well-formed', (identifier, { deprecated }) => {
  expect(identifier).toMatch(/^(nodejs|python|java|dotnet(core)?|go|ruby|provided)[\w.-]*$/);
  if (deprecated !== undefined) expect(new Date(`${deprecated}T00:00:00Z`).toISOString().slice(0, 10)).toBe(deprecated);
});

test.each([['nodejs24.x'], ['python3.14'], ['java25'], ['dotnet10'], ['ruby4.0'], ['provided.al2023']])('%s is supported until 2028', (identifier) => {
  expect(Date.parse(LAMBDA_RUNTIMES.get(identifier)!.deprecated!)).toBeGreaterThan(Date.parse('2028-01-01'));
});
