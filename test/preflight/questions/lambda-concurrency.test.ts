import { answersTo, deployed, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

function fn(ReservedConcurrentExecutions?: unknown): object {
  return { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions } };
}

function account(ConcurrentExecutions: number, UnreservedConcurrentExecutions = ConcurrentExecutions): void {
  scene.aws.on('lambda:GetAccountSettings', { AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions } });
}

async function answers(resources: { readonly [logicalId: string]: object }, props = {}): Promise<string[]> {
  return answersTo('lambda-concurrency', await scene.ask([stack(resources, props)]));
}

test('fails with the quota of 10 of a new account', async () => {
  account(10);
  const result = await scene.ask([stack({ A: fn(20), B: fn('20') })]);
  expect(answersTo('lambda-concurrency', result)).toEqual([
    'fails The account’s quota is 10, of which 10 are unreserved now and -30 would be: Lambda rejects the reservations. [Orders/A, Orders/B]',
  ]);
  expect(result.environments[0].answers[0].fix).toContain('“Concurrent executions” of 140 or more');
});

test('fails if less than 100 stay unreserved', async () => {
  account(1000, 140);
  expect((await answers({ A: fn(20), B: fn(20) }))[0]).toMatch(/^ready .* 140 are unreserved now and 100 would be\./);
  expect((await answers({ A: fn(20), B: fn(21) }))[0]).toMatch(/^fails .* 140 are unreserved now and 99 would be/);
});

test('counts an earlier deployment’s reservation once', async () => {
  account(140, 100);
  scene.aws.on('cloudformation:ListStackResources', deployed({ A: 'Orders-A-1', B: 'Orders-B-1' }));
  scene.aws.on('lambda:GetFunctionConcurrency', ({ FunctionName }) => (FunctionName === 'Orders-A-1' ? { ReservedConcurrentExecutions: 40 } : {}));
  expect((await answers({ A: fn(20), B: fn(20) }))[0]).toMatch(/^ready/);
  expect((await answers({ A: fn(20), B: fn(21) }))[0]).toMatch(/^fails/);
});

test('counts no reservation of a deleted function', async () => {
  account(1000);
  scene.aws.on('cloudformation:ListStackResources', deployed({ A: 'Orders-A-1' })).on('lambda:GetFunctionConcurrency', new Failure(404, 'ResourceNotFoundException'));
  expect((await answers({ A: fn(20) }))[0]).toMatch(/^ready .* 980 would be/);
});

test('is ready for a reservation of 0, even in a small account', async () => {
  account(10);
  expect((await answers({ A: fn(0) }))[0]).toMatch(/^ready/);
});

test('counts the largest alternative, and is unknown for a value from the deployment', async () => {
  account(150);
  const Parameters = { Most: { Type: 'Number', AllowedValues: [10, 60] } };
  expect((await answers({ A: fn({ Ref: 'Most' }) }, { Parameters }))[0]).toMatch(/^fails .* 90 would be/);
  account(1000);
  expect((await answers({ A: fn({ Ref: 'Most' }) }, { Parameters: { Most: { Type: 'Number' } } }))[0]).toMatch(/^unknown .*parameter Most/);
});

test('the question is not asked without reservations', async () => {
  expect(await answers({ A: fn() })).toEqual([]);
});
