import { all, each, finding, Outcome, Resource, Rule } from '../../gate';
import { GUARD_WRAPPER, isImage, POLICY_VARIABLE, variableOf, WRAPPER_VARIABLE } from '../template/guarded-function';

/** If a function has a policy for the runtime guard, Lambda starts the guard. */
export const wrapperNotOverridden: Rule = {
  id: 'WrapperNotOverridden',
  item: 'runtime-protection/interception',
  severity: 'error',
  title: 'For each function with a guard policy, Lambda starts the runtime guard, and loads no other code beside it.',
  why:
    'Lambda starts one wrapper for a function. Another wrapper instead of the guard turns the guard off, although a policy is set. Code that a ' +
    'variable loads into each process runs before the guard’s checks, or outside of them.',
  fix: {
    cdk: 'Call protectFunction(fn), which starts the other wrapper after the guard; remove overrides of AWS_LAMBDA_EXEC_WRAPPER.',
    template:
      'Set AWS_LAMBDA_EXEC_WRAPPER to /opt/sec3-runtime-guard/wrapper, with the guard’s layer in Layers; move another wrapper to SEC3_CHAINED_WRAPPER. ' +
      'Remove LD_PRELOAD, and loaders in NODE_OPTIONS.',
  },
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'overridden': 'Lambda starts another wrapper instead of the guard.',
    'not-started': 'Lambda starts no wrapper.',
    'no-layer': 'No layer of the function can contain the guard.',
    'loads-code': 'A variable of the function loads code into each process, before or beside the guard.',
  },
  check: (fn) => {
    // An image starts the guard in its entry point, which need not be in the template.
    if (!variableOf(fn, POLICY_VARIABLE).exists || isImage(fn)) return [];
    const wrapper = variableOf(fn, WRAPPER_VARIABLE);
    if (!wrapper.exists) return [finding(fn, 'not-started', `${POLICY_VARIABLE} is set, but ${WRAPPER_VARIABLE} is absent`)];
    const started = wrapper.string()!;
    if (started !== GUARD_WRAPPER) {
      return [finding(wrapper, 'overridden', `${POLICY_VARIABLE} is set, but ${WRAPPER_VARIABLE} is ${started} instead of ${GUARD_WRAPPER}`)];
    }
    return all(
      () => (fn.get('Layers').items().length > 0 ? [] : [finding(fn, 'no-layer', `${WRAPPER_VARIABLE} is in a layer, and the function has none`)]),
      () => checkLoaders(fn),
    );
  },
};

/** Variables that make a loader, a shell or a runtime load code, with the relevant part of their values. */
const LOADERS: { readonly [variable: string]: RegExp } = {
  BASH_ENV: /\S/,
  DOTNET_STARTUP_HOOKS: /\S/,
  JAVA_TOOL_OPTIONS: /(?:^|\s)-(?:javaagent|agentpath|agentlib):/,
  LD_AUDIT: /\S/,
  LD_PRELOAD: /\S/,
  NODE_OPTIONS: /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)(?:[\s=]|$)/,
};

function checkLoaders(fn: Resource): readonly Outcome[] {
  return each(Object.entries(LOADERS), ([name, loading]) => {
    const variable = variableOf(fn, name);
    if (!variable.exists || !loading.test(variable.string()!)) return [];
    return [finding(variable, 'loads-code', `${name} loads code into each process of the function, beside the guard`)];
  });
}
