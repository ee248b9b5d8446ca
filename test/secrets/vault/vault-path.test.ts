import * as fc from 'fast-check';
import { VaultPath } from '../../../lib/secrets/vault/vault-path';

test('paths of engines', () => {
  expect(VaultPath.kv2('secret', 'orders/payments').apiPath).toBe('secret/data/orders/payments');
  expect(VaultPath.kv1('kv', 'orders').apiPath).toBe('kv/orders');
  expect(VaultPath.databaseCredentials('database', 'orders-reader').apiPath).toBe('database/creds/orders-reader');
  expect(VaultPath.of('pki/cert/ca').apiPath).toBe('pki/cert/ca');
});

test.each(['', '/a', 'a/', 'a//b', 'a/*', 'a/+/b', '..', 'a/../b', 'a/.', '{{identity.entity.id}}', 'a b', 'a"', 'a?version=1', 'a\n'])('%j is rejected', (path) => {
  expect(() => VaultPath.of(path)).toThrow(`VaultPath.of: ${JSON.stringify(path)} is not a plain path`);
  expect(() => VaultPath.kv2('secret', path)).toThrow('VaultPath.kv2: ');
});

test('all problems are reported at once', () => {
  expect(() => VaultPath.kv1('*', '+')).toThrow('VaultPath.kv1: "*" is not a plain path; "+" is not a plain path: names of letters');
});

test('an accepted path can’t escape the text of a policy or widen it', () => {
  fc.assert(
    fc.property(fc.string(), (path) => {
      let made: VaultPath | undefined;
      try {
        made = VaultPath.of(path);
      } catch {
        return;
      }
      expect(made.apiPath).not.toMatch(/["\\*+{}\s?#%]|\/\/|^\/|\/$/);
      expect(new URL(`https://vault/v1/${made.apiPath}`).pathname).toBe(`/v1/${path}`);
    }),
    { numRuns: 1000 },
  );
});
