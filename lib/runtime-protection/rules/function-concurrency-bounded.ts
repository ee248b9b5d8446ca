import { finding, Rule } from '../../gate';

/** The concurrency of the function is limited, and so is the effect of a flood of invocations on costs and other functions. */
export const functionConcurrencyBounded: Rule = {
  id: 'FunctionConcurrencyBounded',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'Each function has a limit on how many of its invocations run at once.',
  why:
    'A flood of requests, or an endless loop, scales an unlimited function until the concurrency of the account is used up: ' +
    'all other functions in the Region are throttled, and costs grow.',
  fix: {
    cdk: 'Set reservedConcurrentExecutions to the maximum that the function needs. 100 of the account’s quota, which is 1,000 or as low as 10, must stay unreserved.',
    template:
      'Set ReservedConcurrentExecutions to the maximum that the function needs; on Lambda Managed Instances, ' +
      'FunctionScalingConfig.MaxExecutionEnvironments.',
  },
  acceptable:
    'If the quota of the account is too low for a reservation, as in some new accounts: say what limits each caller. MaximumConcurrency of ' +
    'an event source limits only that source; others can still invoke the function.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    unbounded: 'The function has no reserved concurrency, so only the quota of the account limits it.',
  },
  check: (fn) => {
    const reserved = fn.get('ReservedConcurrentExecutions');
    const environments = fn.get('FunctionScalingConfig', 'MaxExecutionEnvironments');
    const limit = reserved.exists ? reserved : environments;
    // Any number that the deployment sets for a parameter is a limit. A parameter for the whole configuration may set none.
    if ((limit.exists && limit.openParameter()) || limit.number() !== undefined) return [];
    return [finding(fn, 'unbounded', 'ReservedConcurrentExecutions is absent, so only the quota of the account limits this function')];
  },
};
