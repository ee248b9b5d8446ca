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
  { JAVA_TOOL_OPTIONS: '-Djava.io.tmpdir=/tmp -XX:HeapDumpPath=/tmp/dump -XX:ErrorFile=/tmp/err.log -Djavax.net.ssl.trustStore=/opt/trust.jks' },
  { NODE_OPTIONS: '--diagnostic-dir=/tmp --report-directory /tmp/reports --cpu-prof-dir=/tmp --tls-min-v1.2 --import ./register.mjs' },
  { AWS_CONFIG_FILE: '/var/task/aws.ini', NPM_CONFIG_CACHE: '/tmp/.npm', HOME: '/tmp', GODEBUG: 'netdns=go', OTEL_EXPORTER_OTLP_INSECURE: 'false' },
  { DB_SSL: 'true', ENABLE_TLS: 'false', SSL: 'false', REDIS_TLS_PORT: '0', POSTGRES_USE_SSL: 1 },
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
  [{ JAVA_TOOL_OPTIONS: '-XX:+UseSerialGC -Xbootclasspath/a:/tmp/x.jar' }, 'loads-writable'],
  [{ JAVA_TOOL_OPTIONS: '-cp /opt/a.jar:/tmp/b.jar' }, 'loads-writable'],
  [{ JAVA_TOOL_OPTIONS: '-Djava.library.path=/mnt/efs/lib' }, 'loads-writable'],
  [{ JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=/tmp/trust.jks' }, 'loads-writable'],
  [{ JDK_JAVA_OPTIONS: '@/tmp/arguments' }, 'loads-writable'],
  [{ NODE_OPTIONS: '-r /tmp/x.js' }, 'loads-writable'],
  [{ NODE_OPTIONS: '--enable-source-maps --experimental-loader "/mnt/efs/loader.mjs"' }, 'loads-writable'],
  [{ NODE_OPTIONS: '--import=data:text/javascript,import("https://example.com/a.mjs")' }, 'loads-writable'],
  [{ NODE_OPTIONS: '--experimental-network-imports' }, 'loads-writable'],
  [{ NODE_OPTIONS: '--tls-min-v1.0' }, 'not-verified'],
  [{ JAVA_TOOL_OPTIONS: '-Djdk.internal.httpclient.disableHostnameVerification=true' }, 'not-verified'],
  [{ JAVA_TOOL_OPTIONS: '-Dcom.amazonaws.sdk.disableCertChecking' }, 'not-verified'],
  [{ GODEBUG: 'netdns=go,x509sha1=1' }, 'not-verified'],
  [{ AWS_CONFIG_FILE: '/tmp/config' }, 'loads-writable'],
  [{ AWS_SHARED_CREDENTIALS_FILE: '/mnt/efs/credentials' }, 'loads-writable'],
  [{ GCONV_PATH: '/tmp/gconv' }, 'loads-writable'],
  [{ PYTHONPYCACHEPREFIX: '/tmp/cache' }, 'loads-writable'],
  [{ CORECLR_PROFILER_PATH_64: '/tmp/p.so' }, 'loads-writable'],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'not-verified'],
  [{ DB_SSL: 'false' }, 'not-verified'],
  [{ REDIS_USE_TLS: 'off' }, 'not-verified'],
  [{ SHOP_POSTGRES_SSL_ENABLED: 0 }, 'not-verified'],
])('non-compliant: %j', (variables, id) => {
  expect(ids(rule, fn(variables))).toEqual([`Fn[${id}]`]);
});

test('the message names the variable and its location', () => {
  expect(check(rule, fn({ PYTHONHTTPSVERIFY: '0' }))).toEqual(['Fn[not-verified] Properties.Environment.Variables.PYTHONHTTPSVERIFY: PYTHONHTTPSVERIFY turns off or weakens verification or encryption']);
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

describe('inline code that turns off the verification of certificates', () => {
  const inline = (ZipFile: unknown) => ({ Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile } } } } });

  test.each([
    'const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });',
    "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'",
    "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0",
    "os.environ['PYTHONHTTPSVERIFY'] = '0'",
    'ctx = ssl._create_unverified_context()',
    'https.globalAgent.options.rejectUnauthorized = false;',
    'ssl._create_default_https_context = ssl._create_unverified_context',
    'ctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE',
    'requests.get(url, timeout=5, verify=False)',
    "http = urllib3.PoolManager(cert_reqs='CERT_NONE')",
    "client = boto3.client('s3', verify=False)",
    'http.verify_mode = OpenSSL::SSL::VERIFY_NONE',
  ])('%s', (program) => {
    expect(ids(rule, inline(program))).toEqual(['Fn[not-verified]']);
  });

  test.each<[unknown]>([
    ['requests.get(url, verify=True)'],
    ['// rejectUnauthorized: false is not allowed\nconst agent = new https.Agent({ rejectUnauthorized: true });'],
    ['# verify=False\nrequests.get(url)'],
    ['jwt.decode(token, options={"verify_exp": True})'],
    [{ 'Fn::Sub': 'requests.get("${Url}")' }],
    [undefined],
  ])('compliant: %j', (program) => {
    expect(ids(rule, inline(program))).toEqual([]);
  });

  test('of a canary', () => {
    const canary = (Script: string) => ({ Resources: { Canary: { Type: 'AWS::Synthetics::Canary', Properties: { Code: { Script } } } } });
    expect(ids(rule, canary('https.request({ rejectUnauthorized: false })'))).toEqual(['Canary[not-verified]']);
    expect(ids(rule, canary('https.request({})'))).toEqual([]);
  });
});

test.each<[string[], string[]]>([
  [['node', '--inspect=0.0.0.0:9229', 'server.js'], ['It[debugger]']],
  [['sh', '-c', 'exec node --inspect-brk server.js'], ['It[debugger]']],
  [['java', '-agentlib:jdwp=transport=dt_socket,address=*:5005', '-jar', 'app.jar'], ['It[debugger]']],
  [['python', '-m', 'debugpy', '--listen', '0.0.0.0:5678', 'app.py'], ['It[debugger]']],
  [['node', 'server.js', '/tmp/x'], []],
])('the command of a container: %j', (Command, expected) => {
  expect(ids(rule, { Resources: { It: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Command }] } } } })).toEqual(expected);
});
