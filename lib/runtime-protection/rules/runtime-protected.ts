import { finding, Outcome, Resource, Rule } from '../../gate';
import { guardSupport } from '../template/guard-support';
import { isImage, POLICY_VARIABLE, startsGuard, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/**
 * The runtime guard protects the function.
 *
 * The severity is warning, because SEC 3 requires protection only "when required", and because templates do not show other products.
 */
export const runtimeProtected: Rule = {
  id: 'RuntimeProtected',
  item: 'runtime-protection/interception',
  severity: 'warning',
  title: 'Each function runs under the runtime guard.',
  why:
    'Malicious code in a dependency can do everything that the function can: start programs, load native code, and send secrets to its author. ' +
    'Without a guard, nothing outside of the code stops or reports it.',
  fix: {
    cdk: 'Call RuntimeProtection.protect(app), or protectFunction(fn) of a RuntimeProtection.',
    template:
      'Set Layers to a layer of assets/runtime-guard.zip of cdk-sec3, AWS_LAMBDA_EXEC_WRAPPER to /opt/sec3-runtime-guard/wrapper, ' +
      'SEC3_RUNTIME_POLICY to a policy, and Runtime to one that the guard supports.',
  },
  acceptable: 'If another product protects the function at run time, or the function runs no third-party code: say which product, or why.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-protected': 'Lambda starts the runtime of the function without the guard.',
    'unsupported-runtime': 'Lambda is configured to start the guard, which does not support the runtime of the function.',
  },
  check: (fn) => {
    if (startsGuard(fn)) return isImage(fn) ? [] : checkRuntime(fn);
    if (isImage(fn)) throw fn.get('Code').undetermined('the wrapper is part of the container image');
    // If the guard is configured but something else is started, another rule reports it.
    if (variableOf(fn, POLICY_VARIABLE).exists) return [];
    const { runtime, unsupported } = supportOf(fn);
    if (runtime?.startsWith('provided')) throw fn.get('Runtime').undetermined(`${unsupported}; any protection is part of the function’s code`);
    const wrapper = variableOf(fn, WRAPPER_VARIABLE);
    const without = wrapper.exists ? `${WRAPPER_VARIABLE} is ${wrapper.string()}, which is not the guard` : `${WRAPPER_VARIABLE} is absent`;
    return [finding(wrapper.exists ? wrapper : fn, 'not-protected', unsupported === undefined ? without : `${without}; ${unsupported}`)];
  },
};

function checkRuntime(fn: Resource): readonly Outcome[] {
  const at = fn.get('Runtime');
  const { unsupported } = guardSupport(at.string() ?? '');
  return unsupported === undefined ? [] : [finding(at, 'unsupported-runtime', unsupported)];
}

/** Returns the guard's support for the runtime, if the template contains the runtime. */
function supportOf(fn: Resource): { runtime?: string; unsupported?: string } {
  const runtime = fn.get('Runtime').literal();
  return { runtime, unsupported: runtime === undefined ? undefined : guardSupport(runtime).unsupported };
}
