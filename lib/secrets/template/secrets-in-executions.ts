/** Finds secrets that pass through the executions of a state machine. */
import { Leaf, leavesOf, namesSecret } from './secret-detection';
import type { Property, Resource } from '../../gate';

/** Actions of SDK integrations that return a secret. */
const READS_SECRET =
  /:aws-sdk:(?:secretsmanager:(?:getSecretValue|batchGetSecretValue|getRandomPassword)|kms:(?:decrypt|generateDataKey|generateDataKeyPair)|sts:(?:assumeRole\w*|getSessionToken|getFederationToken)|iam:(?:createAccessKey|createServiceSpecificCredential)|cognitoidentityprovider:(?:initiateAuth|adminInitiateAuth|respondToAuthChallenge|adminRespondToAuthChallenge)|cognitoidentity:(?:getCredentialsForIdentity|getOpenIdToken\w*)|(?:ecr|codeartifact):getAuthorizationToken|redshift:getClusterCredentials|apigateway:getApiKeys?)$/i;

/** Reads a secret if it asks for decryption. */
const READS_PARAMETER = /:aws-sdk:ssm:getParameters?(?:ByPath|History)?$/i;

/** Tokens that are not secrets: those of tasks, of result pages, and for idempotency. */
const NO_SECRET = /^(?:task|next|starting|continuation|pagination|page|client|clientrequest|request|idempotency)token$/i;

/** Returns the members of a state machine's definition; undefined if the definition is elsewhere, or not JSON. */
export function definitionLeaves(machine: Resource): readonly Leaf[] | undefined {
  const written = definitionText(machine);
  const leaves = written === undefined ? [] : leavesOf(written);
  return leaves.some(({ key }) => key !== undefined) ? leaves : undefined;
}

function definitionText(machine: Resource): string | undefined {
  const object = machine.get('Definition');
  if (object.exists) return JSON.stringify(object.writtenMap() ?? {});
  const text: Property = machine.get('DefinitionString');
  return text.exists ? text.written() : undefined;
}

/** Returns the states that read a secret, by their paths in the definition, with the action. */
export function secretReads(leaves: readonly Leaf[]): readonly (readonly [state: string, action: string])[] {
  return leaves.filter(({ key }) => key === 'Resource').flatMap(({ path, text }) => {
    const state = path.replace(/\.?Resource$/, '');
    const decrypts = () => leaves.some((leaf) => leaf.path.startsWith(`${state}.`) && /^WithDecryption(?:\.\$)?$/.test(leaf.key ?? '') && leaf.text !== 'false');
    return READS_SECRET.test(text) || (READS_PARAMETER.test(text) && decrypts()) ? [[state, text.split(':').slice(-2).join(':')] as const] : [];
  });
}

/** Returns the names under which a definition passes secrets from its input. */
export function secretInputs(leaves: readonly Leaf[]): string[] {
  const names = leaves.flatMap(({ key = '', text }) => {
    const name = key.replace(/\.\$$/, '');
    const isFromInput = /^\$(?!\$|states\.context)|^\{%(?!\s*\$states\.context)/.test(text);
    return isFromInput && namesSecret(name) && !NO_SECRET.test(name) ? [name] : [];
  });
  return [...new Set(names)];
}
