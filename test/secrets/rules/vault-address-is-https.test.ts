import * as lambda from 'aws-cdk-lib/aws-lambda';
import { vaultAddressIsHttps as rule } from '../../../lib/secrets/rules/vault-address-is-https';
import { VaultPath } from '../../../lib/secrets/vault/vault-path';
import { VaultSecret } from '../../../lib/secrets/vault/vault-secret';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function fn(variables: unknown): TestTemplate {
  return {
    Parameters: { P: { Type: 'String' }, Env: { Type: 'String', AllowedValues: ['http://vault', 'https://vault'] } },
    Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: variables } } } },
  };
}

describe('compliant', () => {
  test.each<[unknown]>([
    [undefined],
    [{ OTHER: 'http://vault' }],
    [{ VAULT_ADDR: 'https://vault.example.com:8200' }],
    [{ VAULT_ADDR: { 'Fn::Sub': 'https://${P}:8200' } }],
    [{ VLE_VAULT_ADDR: 'https://vault', VAULT_ADDR: 'http://127.0.0.1:8200' }],
    [{ VAULT_ADDR: 'http://localhost:8200/' }],
    [{ VAULT_ADDR: 'http://[::1]:8200' }],
    [{ VAULT_ADDR: 'https://vault', VAULT_SKIP_VERIFY: 'false' }],
  ])('%j', (variables) => {
    expect(check(rule, fn(variables))).toEqual([]);
  });

  test('constructs: VaultSecret', () => {
    const workload = workloadOfStack((stack) => {
      const reader = new lambda.Function(stack, 'Fn', {
        runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
      });
      new VaultSecret(stack, 'Vault', { address: 'https://vault', role: 'r', paths: { URL: VaultPath.kv2('secret', 'a') } }).addTo(reader);
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('addresses', () => {
    expect(check(rule, fn({ VAULT_ADDR: 'http://vault.example.com:8200', VLE_VAULT_ADDR: 'vault' }))).toEqual([
      'Fn[plaintext-address] Properties.Environment.Variables.VLE_VAULT_ADDR: VLE_VAULT_ADDR is "vault", which is not https',
      'Fn[plaintext-address] Properties.Environment.Variables.VAULT_ADDR: VAULT_ADDR is "http://vault.example.com:8200", which is not https',
    ]);
  });

  test.each(['http://127.0.0.1.example.com', 'http://localhost.example.com:8200', 'http://127.0.0.1@evil.example', 'http://localhost:8200@evil.example', 'http:// https://', ''])(
    '%j resembles a compliant one',
    (address) => {
      expect(ids(rule, fn({ VAULT_ADDR: address }))).toEqual(['Fn[plaintext-address]']);
    },
  );

  test.each(['1', 't', 'T', 'true', 'TRUE', true])('VAULT_SKIP_VERIFY %j', (skip) => {
    expect(ids(rule, fn({ VAULT_ADDR: 'https://vault', VAULT_SKIP_VERIFY: skip }))).toEqual(['Fn[certificate-not-verified]']);
  });

  test('one value of a parameter', () => {
    expect(ids(rule, fn({ VAULT_ADDR: { Ref: 'Env' } }))).toEqual(['Fn[plaintext-address]']);
  });
});

describe('undetermined', () => {
  test.each<[unknown]>([
    [{ VAULT_ADDR: { Ref: 'P' } }],
    [{ VAULT_ADDR: { 'Fn::Sub': '${P}://vault' } }],
    [{ VAULT_SKIP_VERIFY: { Ref: 'P' } }],
    [{ Ref: 'P' }],
  ])('%j', (variables) => {
    expect(ids(rule, fn(variables))).toContain('Fn[undetermined]');
  });
});
