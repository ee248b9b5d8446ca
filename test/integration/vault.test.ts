import { once } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { matchesPattern } from './filter-pattern';
import { OpenBao } from './open-bao';
import { VaultAudit } from '../../lib/secrets/vault/vault-audit';
import { VaultPath } from '../../lib/secrets/vault/vault-path';
import { VaultSecret } from '../../lib/secrets/vault/vault-secret';

const VALUE = 'a-value-that-others-lack';

let bao: OpenBao;
let proxy: http.Server;
let template: Template;
let token: string;

jest.setTimeout(600_000);

beforeAll(async () => {
  template = synthesized();
  bao = await OpenBao.start();
  await bao.call('POST', '/v1/secret/data/orders/payments', { data: { key: VALUE } });
  await bao.call('POST', '/v1/secret/data/other', { data: { key: 'other' } });
  expect(await bao.call('PUT', '/v1/sys/policies/acl/orders', { policy: outputOf('VaultPolicy') })).toMatchObject({ status: 204 });
  token = await login();
  proxy = await startProxy();
});

afterAll(async () => {
  proxy?.close();
  await bao?.stop();
});

function synthesized(): Template {
  const stack = new Stack(new App(), 'Stack');
  const fn = new lambda.Function(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
  });
  const paths = { PAYMENTS_URL: VaultPath.kv2('secret', 'orders/payments') };
  new VaultSecret(stack, 'Vault', { address: 'https://vault.example.com:8200', role: 'orders', paths }).addTo(fn);
  new VaultAudit(stack, 'Audit');
  return Template.fromStack(stack);
}

function outputOf(prefix: string): unknown {
  return Object.entries<{ Value: unknown }>(template.toJSON().Outputs).find(([id]) => id.startsWith(prefix))![1].Value;
}

/**
 * Returns a token as a login with the AWS auth method does. OpenBao lacks that method, so root creates the token with the settings of the role's
 * command.
 */
async function login(): Promise<string> {
  const command = JSON.stringify(outputOf('VaultRoleCommand'));
  const [, policies] = /token_policies=\\"(\w+)/.exec(command)!;
  const [, ttl] = /token_max_ttl=(\w+)/.exec(command)!;
  expect(command).toContain('token_no_default_policy=true');
  const { body } = await bao.call('POST', '/v1/auth/token/create', {
    policies: [policies], no_default_policy: true, ttl, explicit_max_ttl: ttl, no_parent: true,
  });
  expect(body.auth).toMatchObject({ policies: ['orders'], lease_duration: 900 });
  return body.auth.client_token;
}

/** Starts a proxy with the documented protocol of the extension: it adds its own token to requests, and returns responses unchanged. */
async function startProxy(): Promise<http.Server> {
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { status, body } = await bao.call(request.method!, request.url!, text === '' ? undefined : JSON.parse(text), token);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** Returns a variable of the function's environment, with the proxy at a free port. */
function variable(name: string): string {
  const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
  const { port } = proxy.address() as AddressInfo;
  return Properties.Environment.Variables[name].replace('http://127.0.0.1:8200/', `http://127.0.0.1:${port}/`);
}

/** Counts the lines of the audit log that match each metric filter, from a line on. */
function counts(from: number): { [id: string]: number } {
  const lines = bao.audit().slice(from);
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);
  return Object.fromEntries(
    filters.map(({ FilterPattern, MetricTransformations: [{ MetricName }] }) => [
      MetricName.replace(/-.*/, ''),
      lines.filter((line) => matchesPattern(FilterPattern, line)).length,
    ]),
  );
}

describe('a function that uses VaultSecret', () => {
  test('reads its secret from the URL in its environment', async () => {
    const response = await fetch(variable('PAYMENTS_URL'));
    expect(response.status).toBe(200);
    expect(((await response.json()) as any).data.data).toEqual({ key: VALUE });
  });

  test.each([
    ['GET', '../other'],
    ['GET', '../../metadata/orders/payments'],
    ['GET', '../../metadata?list=true'],
    ['GET', '/v1/auth/token/lookup-self'],
    ['POST', ''],
    ['DELETE', ''],
  ])('is not allowed anything else: %s %j', async (method, path) => {
    const url = path === '' ? variable('PAYMENTS_URL') : new URL(path, variable('PAYMENTS_URL')).href;
    const response = await fetch(url, { method, body: method === 'POST' ? JSON.stringify({ data: {} }) : undefined });
    expect(response.status).toBe(403);
  });
});

describe('the metric filters of VaultAudit, on the audit log', () => {
  test('count a rejected request once, and a read never', async () => {
    const from = bao.audit().length;
    await fetch(variable('PAYMENTS_URL'));
    expect(counts(from)).toEqual({ DeniedRequests: 0, RootTokenUse: 0, AuditChanges: 0 });
    await fetch(new URL('../other', variable('PAYMENTS_URL')));
    expect(counts(from)).toEqual({ DeniedRequests: 1, RootTokenUse: 0, AuditChanges: 0 });
  });

  test('count an invalid token', async () => {
    const from = bao.audit().length;
    expect(await bao.call('GET', '/v1/secret/data/other', undefined, 's.bogus')).toMatchObject({ status: 403 });
    expect(counts(from).DeniedRequests).toBe(1);
  });

  test('count the use of a root token', async () => {
    const from = bao.audit().length;
    await bao.call('GET', '/v1/secret/data/other');
    expect(counts(from)).toEqual({ DeniedRequests: 0, RootTokenUse: 1, AuditChanges: 0 });
  });

  test('count the creation of a root token', async () => {
    const from = bao.audit().length;
    await bao.call('PUT', '/v1/sys/generate-root/attempt', {}, 'none');
    expect(counts(from).RootTokenUse).toBeGreaterThanOrEqual(1);
  });

  test('count attempts to change audit devices, but not reading them', async () => {
    const from = bao.audit().length;
    await bao.call('GET', '/v1/sys/audit');
    expect(counts(from).AuditChanges).toBe(0);
    await bao.call('PUT', '/v1/sys/audit/more', { type: 'file', options: { file_path: '/dev/null' } });
    await bao.call('DELETE', '/v1/sys/audit/log', undefined, token);
    expect(counts(from).AuditChanges).toBe(2);
  });

  test('are used on a log without values of secrets', () => {
    expect(bao.audit().length).toBeGreaterThan(20);
    expect(bao.audit().join('\n')).not.toContain(VALUE);
  });
});
