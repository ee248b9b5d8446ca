import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { integration } from './integration';
import { SecureFunction, VaultPath, VaultSecret } from 'cdk-sec3';

/**
 * A function reads a secret of HashiCorp Vault. `-c vault=https://vault.example.com:8200` sets the address of a Vault with the AWS auth method, the
 * role and policy that the outputs of the stack name, and the secret `secret/sec3-integ` with the value `hello` under `greeting`.
 */
export const app = integration('VaultSecret', ({ stack, assertions }) => {
  const vault = new VaultSecret(stack, 'Vault', {
    address: stack.node.tryGetContext('vault') ?? 'https://vault.example.com:8200',
    role: 'sec3-integ',
    paths: { GREETING_URL: VaultPath.kv2('secret', 'sec3-integ') },
  });
  const fn = new SecureFunction(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => (await (await fetch(process.env.GREETING_URL)).json()).data.data.greeting;'),
  });
  vault.addTo(fn);
  assertions.invokeFunction({ functionName: fn.functionName }).expect(ExpectedResult.objectLike({ Payload: '"hello"' }));
});
