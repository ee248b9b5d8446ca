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
  [{ JDK_JAVA_OPTIONS: '-agentlib:jdwp=transport=dt_socket' }, 'debugger'],
  [{ _JAVA_OPTIONS: '-Xdebug' }, 'debugger'],
  [{ FLASK_DEBUG: '1' }, 'debugger'],
  [{ PYTHONINSPECT: 'x' }, 'debugger'],
  [{ LD_PRELOAD: '/tmp/hook.so' }, 'loads-writable'],
  [{ PYTHONPATH: '/var/task:/tmp/packages' }, 'loads-writable'],
  [{ NODE_PATH: '/mnt/efs/node_modules' }, 'loads-writable'],
  [{ NODE_OPTIONS: '--require=/tmp/x.js' }, 'loads-writable'],
  [{ JAVA_TOOL_OPTIONS: '-javaagent:/tmp/x.jar' }, 'loads-writable'],
  [{ AWS_LAMBDA_EXEC_WRAPPER: '/tmp/wrapper' }, 'loads-writable'],
])('non-compliant: %j', (variables, id) => {
  expect(ids(rule, fn(variables))).toEqual([`Fn[${id}]`]);
});

test('the message names the variable and its location', () => {
  expect(check(rule, fn({ PYTHONHTTPSVERIFY: '0' }))).toEqual(['Fn[not-verified] Properties.Environment.Variables.PYTHONHTTPSVERIFY: PYTHONHTTPSVERIFY turns off verification']);
});

test.each(['PGSSLMODE', 'LD_PRELOAD'])('undetermined: %s is known only at deployment', (name) => {
  expect(ids(rule, fn({ [name]: { Ref: 'Open' } }))).toEqual(['Fn[undetermined]']);
});

describe('the command of an image', () => {
  const image = (ImageConfig: object) => ({ Parameters: { Open: { Type: 'String' } }, Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image', ImageConfig } } } });

  test.each([
    {},
    { Command: ['app.handler'], EntryPoint: ['/usr/local/bin/node', '--enable-source-maps', 'index.mjs'] },
    { EntryPoint: ['java', '-cp', 'libs/*', 'com.amazonaws.services.lambda.runtime.api.client.AWSLambda'] },
    { Command: [{ Ref: 'Open' }] },
  ])('compliant: %j', (config) => {
    expect(check(rule, image(config))).toEqual([]);
  });

  test.each<[object, string]>([
    [{ Command: ['node', '--inspect=0.0.0.0:9229', 'app.js'] }, 'debugger'],
    [{ EntryPoint: ['/usr/bin/java', '-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005', 'App'] }, 'debugger'],
    [{ EntryPoint: ['python', '-m', 'debugpy', '--listen', '0.0.0.0:5678', '-m', 'awslambdaric'] }, 'debugger'],
    [{ EntryPoint: ['/var/task/dlv', 'exec', 'bootstrap'] }, 'debugger'],
    [{ EntryPoint: ['node', '--insecure-http-parser', 'app.js'] }, 'not-verified'],
    [{ EntryPoint: ['node', '/tmp/app.js'] }, 'loads-writable'],
    [{ Command: ['node', '--inspect', { Ref: 'Open' }] }, 'debugger'],
  ])('non-compliant: %j', (config, id) => {
    expect(ids(rule, image(config))).toEqual([`Fn[${id}]`]);
  });

  test('undetermined: the command is known only at deployment', () => {
    expect(ids(rule, image({ EntryPoint: { 'Fn::ImportValue': 'command' } }))).toEqual(['Fn[undetermined]']);
  });
});
