import { finding, Rule } from '../../gate';

/** What a flood of invocations costs, and takes from the account's other functions, has a limit. */
export const functionConcurrencyBounded: Rule = {
  id: 'FunctionConcurrencyBounded',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'Each function has a limit on how many of its invocations run at once.',
  why:
    'A flood of requests, or an endless loop, scales an unlimited function until the account has no concurrency left: ' +
    'every other function of the Region stops answering, and the bill grows all the while.',
  fix: {
    cdk: 'Set reservedConcurrentExecutions to the most that the function needs. Of the account’s quota, 1,000 or as little as 10, 100 have to stay unreserved.',
    template:
      'Set ReservedConcurrentExecutions to the most that the function needs; on Lambda Managed Instances, ' +
      'FunctionScalingConfig.MaxExecutionEnvironments.',
  },
  acceptable:
    'When the quota of the account leaves nothing to reserve, as that of a new account may: say what limits each caller. MaximumConcurrency of ' +
    'an event source limits that source alone, since others may still invoke it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    unbounded: 'The function has no reserved concurrency, so nothing but the quota of the account limits it.',
  },
  check: (fn) => {
    const reserved = fn.get('ReservedConcurrentExecutions');
    const environments = fn.get('FunctionScalingConfig', 'MaxExecutionEnvironments');
    const limit = reserved.exists ? reserved : environments;
    // Whatever number the deployment gives for a parameter is a limit; a parameter for all of the configuration may bring none.
    if ((limit.exists && limit.openParameter()) || limit.number() !== undefined) return [];
    return [finding(fn, 'unbounded', 'ReservedConcurrentExecutions is absent, so only the quota of the account limits this function')];
  },
};
