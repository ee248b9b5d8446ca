import { all, finding, Outcome, Property, Rule } from '../../gate';

/** Functions connect to Vault over verified TLS. */
export const vaultAddressIsHttps: Rule = {
  id: 'VaultAddressIsHttps',
  item: 'secrets/manager',
  severity: 'error',
  title: 'Functions connect to HashiCorp Vault over https, and verify its certificate.',
  why: 'An attacker on the network path, or one who impersonates Vault, gets the login of the function and every secret that it reads.',
  fix: {
    cdk: 'Use VaultSecret of this library, or set VAULT_ADDR to an https:// address, leave VAULT_SKIP_VERIFY out and set VAULT_CACERT for a private CA.',
    template: 'Set VAULT_ADDR or VLE_VAULT_ADDR to an https:// address. Leave VAULT_SKIP_VERIFY out, and set VAULT_CACERT for a private CA.',
  },
  link: 'https://developer.hashicorp.com/vault/docs/internals/security',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'plaintext-address': 'The address of Vault is not https.',
    'certificate-not-verified': 'VAULT_SKIP_VERIFY turns off the verification of Vault’s certificate.',
  },
  check: (fn) => {
    const variables = fn.get('Environment', 'Variables');
    return all(
      () => checkAddress('VLE_VAULT_ADDR', variables.at('VLE_VAULT_ADDR')),
      () => checkAddress('VAULT_ADDR', variables.at('VAULT_ADDR')),
      () => checkVerification(variables.at('VAULT_SKIP_VERIFY')),
    );
  },
};

function checkAddress(name: string, address: Property): Outcome[] {
  const listed = address.alternatives();
  if (listed.length > 0) return listed.flatMap((one) => checkAddress(name, one));
  const written = address.written() ?? '';
  // The part after the scheme may be known only at deployment.
  if (/^https:\/\//i.test(written)) return [];
  const text = address.string();
  // The proxies of the extension and of agents listen inside the execution environment.
  if (text === undefined || isLoopback(text)) return [];
  return [finding(address, 'plaintext-address', `${name} is ${JSON.stringify(text)}, which is not https`)];
}

function isLoopback(address: string): boolean {
  return /^http:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?\/?$/i.test(address);
}

/** Go parses these values as true. Source: https://pkg.go.dev/strconv#ParseBool */
function checkVerification(skip: Property): Outcome[] {
  const text = skip.string();
  if (text === undefined || !/^(?:1|t|true)$/i.test(text)) return [];
  return [finding(skip, 'certificate-not-verified', `VAULT_SKIP_VERIFY is ${JSON.stringify(text)}`)];
}
