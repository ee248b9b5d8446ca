import { finding, Outcome, Resource, Rule } from '../../gate';
import { guardSupport } from '../template/guard-support';
import { isImage, POLICY_VARIABLE, startsGuard, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/**
 * The runtime guard watches over the function.
 *
 * A warning, since SEC 3 asks for it "when required", and since other products do the same in ways that no template shows.
 */
export const runtimeProtected: Rule = {
  id: 'RuntimeProtected',
  item: 'runtime-protection/interception',
  severity: 'warning',
  title: 'Each function runs under the runtime guard.',
  why:
    'Malicious code in a dependency may do all that the function may: start programs, load native code, and send secrets to whoever wrote it. ' +
    'Nothing outside of the code stops it, and nobody learns of it.',
  fix: {
    cdk: 'Call RuntimeProtection.protect(app), or protectFunction(fn) of a RuntimeProtection.',
    template:
      'Add the guard to Layers, set AWS_LAMBDA_EXEC_WRAPPER to /opt/sec3-runtime-guard/wrapper and SEC3_RUNTIME_POLICY to a policy. Set Runtime to ' +
      'one that the guard supports.',
  },
  acceptable: 'When another product watches over the function at run time, or the function runs no code of others: say which, or why.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-protected': 'Lambda starts the runtime of the function without the guard.',
    'unsupported-runtime': 'Lambda is told to start the guard, which does not work with the runtime of the function.',
  },
  check: (fn) => {
    if (startsGuard(fn)) return isImage(fn) ? [] : checkRuntime(fn);
    if (isImage(fn)) throw fn.get('Code').undetermined('what starts before the handler is part of the container image');
    // Where the guard was meant to be and something else is, another rule says so.
    if (variableOf(fn, POLICY_VARIABLE).exists) return [];
    const { runtime, refused } = supportOf(fn);
    if (runtime?.startsWith('provided')) throw fn.get('Runtime').undetermined(`${refused}; what protects the function is part of its code`);
    const wrapper = variableOf(fn, WRAPPER_VARIABLE);
    const without = wrapper.exists ? `${WRAPPER_VARIABLE} is ${wrapper.string()}, which is not the guard` : `${WRAPPER_VARIABLE} is absent`;
    return [finding(wrapper.exists ? wrapper : fn, 'not-protected', refused === undefined ? without : `${without}; ${refused}`)];
  },
};

function checkRuntime(fn: Resource): readonly Outcome[] {
  const at = fn.get('Runtime');
  const { refused } = guardSupport(at.string() ?? '');
  return refused === undefined ? [] : [finding(at, 'unsupported-runtime', refused)];
}

/** What the guard does for the runtime, where that is written in the template. */
function supportOf(fn: Resource): { runtime?: string; refused?: string } {
  const runtime = fn.get('Runtime').literal();
  return { runtime, refused: runtime === undefined ? undefined : guardSupport(runtime).refused };
}
