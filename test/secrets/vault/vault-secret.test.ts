import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { VaultPath } from '../../../lib/secrets/vault/vault-path';
import { VaultRunMode, VaultSecret, VaultSecretProps } from '../../../lib/secrets/vault/vault-secret';
import { SecureFunction } from '../../../lib/secure/functions/secure-function';
import { packFindings } from '../../secure/packs';

const PROPS: VaultSecretProps = {
  address: 'https://vault.example.com:8200',
  role: 'orders',
  paths: { PAYMENTS_URL: VaultPath.kv2('secret', 'orders/payments'), DB_URL: VaultPath.databaseCredentials('database', 'orders') },
};

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: region === undefined ? undefined : { account: '111122223333', region } });
}

function functionIn(stack: Stack, props: Partial<lambda.FunctionProps> = {}, id = 'Fn'): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    ...props,
  });
}

/** Returns the environment and layers of the function, in a stack of a Region. */
function configured(props: Partial<VaultSecretProps> = {}, fnProps: Partial<lambda.FunctionProps> = {}, region?: string) {
  const stack = stackIn(region);
  new VaultSecret(stack, 'Vault', { ...PROPS, ...props }).addTo(functionIn(stack, fnProps));
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return { variables: Properties.Environment.Variables, layers: Properties.Layers };
}

describe('the extension', () => {
  test('in proxy mode: variables contain the URLs', () => {
    expect(configured().variables).toEqual({
      VLE_VAULT_ADDR: 'https://vault.example.com:8200',
      VAULT_AUTH_PROVIDER: 'aws',
      VAULT_AUTH_ROLE: 'orders',
      VAULT_IAM_SERVER_ID: 'vault.example.com',
      VAULT_RUN_MODE: 'proxy',
      PAYMENTS_URL: 'http://127.0.0.1:8200/v1/secret/data/orders/payments',
      DB_URL: 'http://127.0.0.1:8200/v1/database/creds/orders',
    });
  });

  test('in file mode: variables contain the paths of files', () => {
    const { variables } = configured({ runMode: VaultRunMode.FILE });
    expect(variables).toMatchObject({
      VAULT_RUN_MODE: 'file',
      PAYMENTS_URL: '/tmp/vault/PAYMENTS_URL.json',
      VAULT_SECRET_PATH_PAYMENTS_URL: 'secret/data/orders/payments',
      VAULT_SECRET_FILE_PAYMENTS_URL: '/tmp/vault/PAYMENTS_URL.json',
    });
  });

  test('run modes are lower case, as the extension requires', () => {
    for (const mode of Object.values(VaultRunMode)) expect(mode).toBe(mode.toLowerCase());
  });

  test('with all settings', () => {
    const { variables } = configured({ authMount: 'aws/eu', serverId: 'vault', namespace: 'team', cacheTtl: Duration.minutes(5), stsRegion: 'eu-west-1' });
    expect(variables).toMatchObject({
      VAULT_AUTH_PROVIDER: 'aws/eu',
      VAULT_IAM_SERVER_ID: 'vault',
      VAULT_NAMESPACE: 'team',
      VAULT_DEFAULT_CACHE_TTL: '300s',
      VAULT_DEFAULT_CACHE_ENABLED: 'true',
      VAULT_STS_ENDPOINT_REGION: 'eu-west-1',
    });
  });

  test.each([
    [lambda.Architecture.X86_64, 'vault-lambda-extension:25'],
    [lambda.Architecture.ARM_64, 'vault-lambda-extension-arm64:13'],
  ])('the layer for %s', (architecture, layer) => {
    expect(JSON.stringify(configured({}, { architecture }, 'eu-west-1').layers)).toContain(`:lambda:eu-west-1:634166935893:layer:${layer}`);
  });

  test('the layer if the Region is known only at deployment', () => {
    expect(configured().layers).toEqual([
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:', { Ref: 'AWS::Region' }, ':634166935893:layer:vault-lambda-extension:25']] },
    ]);
  });

  test('a given layer, in any Region', () => {
    const stack = stackIn('me-central-1');
    const layer = lambda.LayerVersion.fromLayerVersionArn(stack, 'Mine', 'arn:aws:lambda:me-central-1:111122223333:layer:vault:1');
    new VaultSecret(stack, 'Vault', { ...PROPS, layer }).addTo(functionIn(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Layers: [layer.layerVersionArn] });
  });
});

describe('for the operator of Vault', () => {
  test('a policy that allows only these paths', () => {
    const { policy } = new VaultSecret(stackIn(), 'Vault', PROPS);
    expect(policy).toBe(
      'path "secret/data/orders/payments" {\n  capabilities = ["read"]\n}\npath "database/creds/orders" {\n  capabilities = ["read"]\n}',
    );
  });

  test('a role that is bound to the functions’ roles, with short-lived tokens', () => {
    const stack = stackIn();
    const vault = new VaultSecret(stack, 'Vault', { ...PROPS, tokenTtl: Duration.minutes(5) });
    const [one, two] = ['One', 'Two'].map((id) => functionIn(stack, {}, id));
    vault.addTo(one);
    vault.addTo(two);
    vault.addTo(two);
    const template = Template.fromStack(stack);
    const arn = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}ServiceRole`), 'Arn'] });
    template.hasOutput('*', { Value: { 'Fn::Join': ['', [arn('One'), ',', arn('Two')]] } });
    template.hasOutput('*', {
      Value: {
        'Fn::Join': [
          '',
          [
            'vault write auth/aws/role/orders \\\n  auth_type=iam \\\n  bound_iam_principal_arn="',
            arn('One'),
            ',',
            arn('Two'),
            '" \\\n  token_policies="orders" \\\n  token_no_default_policy=true \\\n  token_ttl=300s \\\n  token_max_ttl=300s',
          ],
        ],
      },
    });
    template.hasOutput('*', { Value: vault.policy });
    template.allResourcesProperties('AWS::Lambda::Function', { Layers: Match.arrayEquals([Match.anyValue()]) });
  });

  test('hosts for a runtime guard', () => {
    const stack = stackIn();
    expect(new VaultSecret(stack, 'Proxy', PROPS)).toMatchObject({ vaultHost: 'vault.example.com', proxyHost: '127.0.0.1' });
    expect(new VaultSecret(stack, 'File', { ...PROPS, runMode: VaultRunMode.FILE }).proxyHost).toBeUndefined();
  });
});

describe('rejected', () => {
  test.each([
    ['http://vault.example.com', 'is not https'],
    ['HTTP://vault', 'is not https'],
    ['ftp://vault', 'is not https'],
    ['vault.example.com', 'is not a URL'],
    ['', 'is not a URL'],
    ['https://user:secret@vault', 'has credentials in it'],
    ['https://vault/v1', 'has more than a host and a port'],
    ['https://vault?x=1', 'has more than a host and a port'],
  ])('address %j', (address, why) => {
    expect(() => new VaultSecret(stackIn(), 'Vault', { ...PROPS, address })).toThrow(`[Stack/Vault] address ${JSON.stringify(address)} ${why}`);
  });

  test('all problems at once', () => {
    const props = {
      address: 'http://x', role: 'a b', authMount: '/aws/', serverId: ' ', paths: {}, cacheTtl: Duration.seconds(0), tokenTtl: Duration.days(2),
    };
    expect(() => new VaultSecret(stackIn(), 'Vault', props)).toThrow(
      /^\[Stack\/Vault\] address .*; role "a b" .*; authMount "\/aws\/" .*; serverId is empty.*; paths is empty.*; cacheTtl is 0 seconds; .*; tokenTtl is 2 days; [^;]*$/,
    );
  });

  test('invalid and reserved names of variables', () => {
    const path = VaultPath.of('a');
    expect(() => new VaultSecret(stackIn(), 'Vault', { ...PROPS, paths: { 'A-B': path, 'VAULT_ADDR': path } })).toThrow(
      '[Stack/Vault] paths: "A-B" is not the name of an environment variable; paths: VAULT_ADDR is a name that the extension or Lambda uses: choose another',
    );
  });

  test('functions with SnapStart', () => {
    const stack = stackIn();
    const fn = functionIn(stack, { runtime: lambda.Runtime.PYTHON_3_13, snapStart: lambda.SnapStartConf.ON_PUBLISHED_VERSIONS });
    expect(() => new VaultSecret(stack, 'Vault', PROPS).addTo(fn)).toThrow(
      '[Stack/Vault] Stack/Fn has SnapStart, and the extension would be restored with an expired token: remove snapStart',
    );
  });

  test('container images', () => {
    const stack = stackIn();
    const repository = lambda.Code.fromEcrImage({ repositoryUri: 'r', grantPull: () => undefined, repositoryUriForTagOrDigest: () => 'r' } as any);
    const fn = functionIn(stack, { code: repository, handler: lambda.Handler.FROM_IMAGE, runtime: lambda.Runtime.FROM_IMAGE });
    expect(() => new VaultSecret(stack, 'Vault', PROPS).addTo(fn)).toThrow('[Stack/Vault] Stack/Fn is a container image, which has no layers');
  });

  test('Regions without a layer', () => {
    const stack = stackIn('me-central-1');
    expect(() => new VaultSecret(stack, 'Vault', PROPS).addTo(functionIn(stack))).toThrow(
      '[Stack/Vault] Stack/Fn: HashiCorp publishes no layer in me-central-1: publish the extension there yourself, and set layer',
    );
  });

  test('a second VaultSecret for one function', () => {
    const stack = stackIn();
    const fn = functionIn(stack);
    new VaultSecret(stack, 'Vault', PROPS).addTo(fn);
    expect(() => new VaultSecret(stack, 'Other', PROPS).addTo(fn)).toThrow(
      '[Stack/Other] Stack/Fn reads from Stack/Vault, and the extension has one login: put all paths into one VaultSecret',
    );
  });

  test('a secret that no function reads', () => {
    const stack = stackIn();
    new VaultSecret(stack, 'Vault', PROPS);
    expect(() => Template.fromStack(stack)).toThrow('no function reads this secret: call addTo(fn)');
  });
});

test('adds no findings of the gate, both packs of cdk-nag and the CDK’s validator', () => {
  const [without, withVault] = [false, true].map((isWith) =>
    packFindings((stack) => {
      const fn = new SecureFunction(stack, 'Fn', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline('exports.handler = async () => {}'),
      });
      if (isWith) new VaultSecret(stack, 'Vault', PROPS).addTo(fn);
    }),
  );
  expect(withVault.open).toEqual(without.open);
});

test('rejects a function of another account, whose role the outputs can’t name', () => {
  const app = new App();
  const [here, there] = ['111122223333', '444455556666'].map((account) => new Stack(app, `Stack${account}`, { env: { account, region: 'eu-west-1' } }));
  expect(() => new VaultSecret(here, 'Vault', PROPS).addTo(functionIn(there))).toThrow(
    "[Stack111122223333/Vault] Stack444455556666/Fn is in account 444455556666 and this in 111122223333, whose outputs can't name its role: make a VaultSecret in a stack of that account",
  );
});
