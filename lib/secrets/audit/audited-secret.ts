import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import type { Match } from './audit-events';

/** Metadata of a secret that an audit creates for itself. */
export const CANARY = 'sec3:canary';

/** A secret that is audited. */
export interface AuditedSecret {
  /** The construct of the secret. */
  readonly construct: IConstruct;
  readonly arn: string;
  /** Whether the ARN is the full one, with its random suffix. */
  readonly isFullArn: boolean;
  readonly name: string;
  /** ARN of its customer managed key, if any. */
  readonly keyArn?: string;
}

/** Returns a secret that the app creates or imports. */
export function auditedSecret(secret: secretsmanager.ISecret): AuditedSecret {
  return {
    construct: secret,
    arn: secret.secretFullArn ?? secret.secretArn,
    isFullArn: secret.secretFullArn !== undefined,
    name: secret.secretName,
    keyArn: secret.encryptionKey?.keyArn,
  };
}

/** Returns all secrets created in a scope, by any construct. */
export function secretsWithin(scope: IConstruct): AuditedSecret[] {
  return resourcesWithin(scope).map((resource) => {
    const { scope: maker } = resource.node;
    if (maker instanceof secretsmanager.Secret && maker.node.defaultChild === resource) return auditedSecret(maker);
    const { kmsKeyId, name } = resource;
    return {
      construct: resource,
      arn: resource.ref,
      isFullArn: true,
      name: name ?? generatedName(resource.ref),
      keyArn: kmsKeyId !== undefined && (Token.isUnresolved(kmsKeyId) || kmsKeyId.startsWith('arn:')) ? kmsKeyId : undefined,
    };
  });
}

/** Returns the resources of the secrets created in a scope, except those of audits. */
export function resourcesWithin(scope: IConstruct): secretsmanager.CfnSecret[] {
  return scope.node.findAll().filter((construct) => secretsmanager.CfnSecret.isCfnSecret(construct)).filter((secret) => !isCanary(secret));
}

function isCanary({ node }: IConstruct): boolean {
  return node.metadata.some(({ type }) => type === CANARY);
}

/** Identifiers of a secret in API calls: its ARN, its ARN without the random suffix, its name. */
export function idsOf({ arn, isFullArn, name, construct }: AuditedSecret): Match[] {
  if (!isFullArn) return [arn, { prefix: `${arn}-` }, name];
  if (!Token.isUnresolved(arn)) return [arn, arn.replace(/-[^-]*$/, ''), name];
  const { account, region } = environmentOf(construct);
  const partialArn = Stack.of(construct).formatArn({
    service: 'secretsmanager', resource: 'secret', resourceName: name, account, region, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [arn, partialArn, name];
}

/** Returns the account and Region of a secret: from its ARN if it is imported, otherwise from its stack. */
export function environmentOf(construct: IConstruct): { readonly account: string; readonly region: string } {
  const { account, region } = 'env' in construct ? (construct as secretsmanager.ISecret).env : Stack.of(construct);
  return { account, region };
}

/** CloudFormation names a secret after its logical id, with a hyphen and random characters; Secrets Manager appends another such part to its ARN. */
function generatedName(arn: string): string {
  const parts = Fn.split('-', Fn.select(6, Fn.split(':', arn)));
  return Fn.join('-', [Fn.select(0, parts), Fn.select(1, parts)]);
}
