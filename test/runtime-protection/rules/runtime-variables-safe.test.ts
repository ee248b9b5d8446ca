import { environmentMaps } from '../../../lib/aws/properties';
import { runtimeVariablesSafe as rule } from '../../../lib/runtime-protection/rules/runtime-variables-safe';
import { check, ids } from '../../gate/harness';
import { holding } from '../../gate/holding';

const fn = (Variables: object) => ({ Parameters: { Open: { Type: 'String' } }, Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } } });

test.each([
  {},
  { NODE_TLS_REJECT_UNAUTHORIZED: '1', PYTHONHTTPSVERIFY: '1', PGSSLMODE: 'verify-full', FLASK_DEBUG: '0' },
  { NODE_OPTIONS: '--enable-source-maps --require /opt/nodejs/tracing.js', PYTHONPATH: '/var/task:/opt/python' },
  { JAVA_TOOL_OPTIONS: '-javaagent:/opt/agent.jar', LD_LIBRARY_PATH: '/opt/lib:/var/lang/lib', CACHE_DIR: '/tmp', NODE_PATH: '/opt/tmp' },
  { STAGE: { Ref: 'Open' } },
  { DATABASE_URL: 'postgresql://db.example.com/orders?sslmode=verify-full', MONGO: 'mongodb+srv://db.example.com/?tls=true', NOTE: '?ssl=false' },
  { DB: 'host=db.example.com user=app sslmode=verify-full', SQL: 'Server=db.example.com;Encrypt=true', TEXT: 'use sslmode=disable' },
  { DB_SSL_VERIFY: 'true', SKIP_TLS_VERIFY: 'false', SSL_CERT_ARN: 'none', TLS_VERSION: '1', CERTIFICATE_CHECK_HOUR: '0', HTTPS_PORT: '0', NO_PROXY: '1' },
  { DB: '{"ssl":{"rejectUnauthorized":true}}', KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', DB_SSLMODE: 'verify-full' },
  { NODE_EXTRA_CA_CERTS: '/var/task/ca.pem', SSL_CERT_FILE: '/opt/ca.pem' },
  { REQUESTS_CA_BUNDLE: '/opt/ca.pem', AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_ENDPOINT_URL_SQS: 'https://vpce-1a2b.sqs.eu-west-1.vpce.amazonaws.com' },
  { AWS_ENDPOINT_URL_S3: { 'Fn::Sub': 'https://s3.${AWS::Region}.${AWS::URLSuffix}' } },
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
  [{ REQUESTS_CA_BUNDLE: '' }, 'not-verified'],
  [{ RUBYOPT: '-W0 -I/mnt/shared/lib' }, 'loads-writable'],
  [{ DATABASE_URL: 'postgresql://db.example.com/orders?connect_timeout=5&sslmode=disable' }, 'not-verified'],
  [{ MONGO: { 'Fn::Sub': 'mongodb://${Open}/orders?tlsAllowInvalidCertificates=true' } }, 'not-verified'],
  [{ JDBC: 'jdbc:sqlserver://db.example.com;encrypt=true;trustServerCertificate=true' }, 'not-verified'],
  [{ AWS_ENDPOINT_URL: 'https://proxy.example.com' }, 'other-endpoint'],
  [{ AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://secretsmanager.eu-west-1.amazonaws.com' }, 'other-endpoint'],
  [{ AWS_ENDPOINT_URL_STS: 'https://sts.amazonaws.com.example.com/' }, 'other-endpoint'],
  [{ DB: 'host=db.example.com user=app sslmode=disable' }, 'not-verified'],
  [{ SQL: 'Server=db.example.com;Database=shop;Encrypt=false' }, 'not-verified'],
  [{ SQL: 'Data Source=db.example.com; TrustServerCertificate=True;' }, 'not-verified'],
  [{ GO: 'tcp://db.example.com/shop?tls=skip-verify' }, 'not-verified'],
  [{ DB_SSL_VERIFY: 'false' }, 'not-verified'],
  [{ VERIFY_SSL: '0' }, 'not-verified'],
  [{ ES_TLS_REJECT_UNAUTHORIZED: 'off' }, 'not-verified'],
  [{ KAFKA_SKIP_TLS_VERIFY: '1' }, 'not-verified'],
  [{ DISABLE_SSL: 'true' }, 'not-verified'],
  [{ INSECURE_SKIP_VERIFY: 'TRUE' }, 'not-verified'],
  [{ DB: '{"host":"db","ssl":{"rejectUnauthorized": false}}' }, 'not-verified'],
  [{ DB: '{"trustServerCertificate":true}' }, 'not-verified'],
  [{ KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' }, 'not-verified'],
  [{ DB_SSL_MODE: 'DISABLED' }, 'not-verified'],
  [{ SSLKEYLOGFILE: '/tmp/keys' }, 'not-verified'],
  [{ SSL_CERT_FILE: '' }, 'not-verified'],
  [{ NODE_EXTRA_CA_CERTS: '/tmp/ca.pem' }, 'loads-writable'],
  [{ AWS_CA_BUNDLE: '/mnt/efs/ca.pem' }, 'loads-writable'],
  [{ PERL5LIB: '/tmp/lib' }, 'loads-writable'],
  [{ OPENSSL_CONF: '/tmp/openssl.cnf' }, 'loads-writable'],
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
  expect(check(rule, fn({ PYTHONHTTPSVERIFY: '0' }))).toEqual(['Fn[not-verified] Properties.Environment.Variables.PYTHONHTTPSVERIFY: PYTHONHTTPSVERIFY turns off verification or encryption']);
});

test.each(['PGSSLMODE', 'LD_PRELOAD', 'AWS_ENDPOINT_URL'])('undetermined: %s is known only at deployment', (name) => {
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

describe('containers, builds and jobs', () => {
  const PLACES = [...environmentMaps()].filter(([type]) => type !== 'AWS::Lambda::Function').flatMap(([type, paths]) => paths.map((path) => [type, path] as const));
  const held = (type: string, path: string, value: unknown, name: string) => ({
    Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: type, Properties: holding(path, value, name) } },
  });

  test.each(PLACES)('%s %s', (type, path) => {
    expect(ids(rule, held(type, path, '0', 'NODE_TLS_REJECT_UNAUTHORIZED'))).toEqual(['It[not-verified]']);
    expect(ids(rule, held(type, path, 'true', 'DISABLE_TLS'))).toEqual(['It[not-verified]']);
    expect(ids(rule, held(type, path, '--inspect', 'NODE_OPTIONS'))).toEqual(['It[debugger]']);
    expect(ids(rule, held(type, path, 'http://proxy.example.com', 'AWS_ENDPOINT_URL'))).toEqual(['It[other-endpoint]']);
    expect(ids(rule, held(type, path, { Ref: 'Open' }, 'NODE_TLS_REJECT_UNAUTHORIZED'))).toEqual(['It[undetermined]']);
    for (const [name, value] of [['PATH', '/tmp/bin'], ['STAGE', '0'], ['PATH', { Ref: 'Open' }]] as const) expect(check(rule, held(type, path, value, name))).toEqual([]);
  });
});
