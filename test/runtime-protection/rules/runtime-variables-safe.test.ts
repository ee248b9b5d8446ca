import { runtimeVariablesSafe as rule } from '../../../lib/runtime-protection/rules/runtime-variables-safe';
import { check, ids } from '../../gate/harness';

const fn = (Variables: object) => ({ Parameters: { Open: { Type: 'String' } }, Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } } });

test.each([
  {},
  { NODE_TLS_REJECT_UNAUTHORIZED: '1', PYTHONHTTPSVERIFY: '1', PGSSLMODE: 'verify-full', FLASK_DEBUG: '0' },
  { NODE_OPTIONS: '--enable-source-maps --require /opt/nodejs/tracing.js', PYTHONPATH: '/var/task:/opt/python' },
  { JAVA_TOOL_OPTIONS: '-javaagent:/opt/agent.jar', LD_LIBRARY_PATH: '/opt/lib:/var/lang/lib', CACHE_DIR: '/tmp', NODE_PATH: '/opt/tmp' },
  { STAGE: { Ref: 'Open' } },
])('compliant: %j', (variables) => {
  expect(check(rule, fn(variables))).toEqual([]);
});

test.each<[object, string]>([
  [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'not-verified'],
  [{ NODE_TLS_REJECT_UNAUTHORIZED: 0 }, 'not-verified'],
  [{ PYTHONHTTPSVERIFY: '0' }, 'not-verified'],
  [{ GIT_SSL_NO_VERIFY: 'true' }, 'not-verified'],
  [{ NPM_CONFIG_STRICT_SSL: 'False' }, 'not-verified'],
  [{ PGSSLMODE: 'disable' }, 'not-verified'],
  [{ NODE_OPTIONS: '--max-http-header-size=1 --insecure-http-parser' }, 'not-verified'],
  [{ NODE_OPTIONS: '--inspect=0.0.0.0:9229' }, 'debugger'],
  [{ NODE_OPTIONS: { 'Fn::Sub': '--title=${Open} --inspect-brk' } }, 'debugger'],
  [{ JAVA_TOOL_OPTIONS: '-agentlib:jdwp=transport=dt_socket,server=y' }, 'debugger'],
  [{ FLASK_DEBUG: '1' }, 'debugger'],
  [{ PYTHONINSPECT: 'x' }, 'debugger'],
  [{ LD_PRELOAD: '/tmp/hook.so' }, 'loads-writable'],
  [{ PYTHONPATH: '/var/task:/tmp/packages' }, 'loads-writable'],
  [{ NODE_PATH: '/mnt/efs/node_modules' }, 'loads-writable'],
  [{ NODE_OPTIONS: '--require=/tmp/x.js' }, 'loads-writable'],
  [{ JAVA_TOOL_OPTIONS: '-javaagent:/tmp/x.jar' }, 'loads-writable'],
  [{ AWS_LAMBDA_EXEC_WRAPPER: '/tmp/wrapper' }, 'loads-writable'],
])('found: %j', (variables, id) => {
  expect(ids(rule, fn(variables))).toEqual([`Fn[${id}]`]);
});

test('the variable is named, at its place', () => {
  expect(check(rule, fn({ PYTHONHTTPSVERIFY: '0' }))).toEqual(['Fn[not-verified] Properties.Environment.Variables.PYTHONHTTPSVERIFY: PYTHONHTTPSVERIFY turns off what is verified']);
});

test.each(['PGSSLMODE', 'LD_PRELOAD'])('undetermined: %s is known only at deployment', (name) => {
  expect(ids(rule, fn({ [name]: { Ref: 'Open' } }))).toEqual(['Fn[undetermined]']);
});
