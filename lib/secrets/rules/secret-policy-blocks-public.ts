import { all, each, finding, isManyAddresses, Outcome, Property, Resource, Rule, Statement, statementAt, statementPlaces } from '../../gate';
import { Comparison, comparisonsOf, isPositive } from '../template/policy-conditions';

/** Policies on secrets are refused at deployment where they let everybody in, and none is written so. */
export const secretPolicyBlocksPublic: Rule = {
  id: 'SecretPolicyBlocksPublic',
  item: 'secrets/permissive-policies',
  severity: 'error',
  title: 'Each resource policy of a secret sets BlockPublicPolicy, and allows nothing to everybody.',
  why:
    'A policy that allows a principal of "*" hands the secret to every AWS account in the world; one wrong edit is enough. With BlockPublicPolicy, ' +
    'Secrets Manager analyzes the policy and refuses it.',
  fix: {
    cdk:
      'Set blockPublicPolicy: true on secret.node.findChild("Policy").node.defaultChild, a CfnResourcePolicy. Name principals in place of "*", or ' +
      'add a condition on aws:PrincipalOrgID.',
    template:
      'Set BlockPublicPolicy: true. Name principals in place of "*", or add a condition on aws:PrincipalOrgID, aws:PrincipalArn or ' +
      'aws:SourceAccount.',
  },
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html',
  resourceTypes: ['AWS::SecretsManager::ResourcePolicy'],
  findings: {
    'not-blocked': 'The policy allows something, and BlockPublicPolicy is not true.',
    'public': 'A statement allows something to everybody, without a condition on who or where they are.',
  },
  check: (policy) => {
    const statements = statementPlaces(policy.get('ResourcePolicy'));
    return all(
      () => checkBlocked(policy, statements),
      () => each(statements, checkPublic),
    );
  },
};

function checkBlocked(policy: Resource, statements: readonly Property[]): Outcome[] {
  const property = policy.get('BlockPublicPolicy');
  // Absent means false in the API, whatever older documentation says.
  if (property.boolean() === true) return [];
  // A policy that only denies opens nothing: the CDK makes such a one for every rotated secret, and the L2 cannot set the property.
  if (!statements.some((statement) => statementAt(statement).effect === 'Allow')) return [];
  return [finding(property, 'not-blocked', property.exists ? 'BlockPublicPolicy is false' : 'BlockPublicPolicy is absent, which means false')];
}

function checkPublic(at: Property): Outcome[] {
  const statement = statementAt(at);
  if (statement.effect !== 'Allow') return [];
  const everybody = everybodyIn(statement);
  if (everybody === undefined || comparisonsOf(statement.condition).some(restrictsCaller)) return [];
  return [finding(at, 'public', `${everybody} lets everybody in`)];
}

/** What in a statement stands for everybody; undefined where nothing does. */
function everybodyIn({ principal, notPrincipal }: Statement): string | undefined {
  if (notPrincipal.exists) return 'Allow with NotPrincipal';
  const named = principal.exists && principal.isObject() ? principal.entries().flatMap(([, values]) => values.itemsOrOne()) : principal.itemsOrOne();
  return named.some((item) => item.string() === '*') ? 'principal "*"' : undefined;
}

/** Condition keys that tell who calls, or from where, and that a stranger cannot satisfy. */
const CALLER_KEYS = new Set([
  'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceaccount', 'aws:sourcearn', 'aws:sourceip',
  'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:sourceowner', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:userid', 'aws:vpcsourceip',
]);

function restrictsCaller(comparison: Comparison): boolean {
  return isPositive(comparison) && CALLER_KEYS.has(comparison.key) && comparison.values.every((value) => !isOpen(value.string()!));
}

/** Whether a value lets strangers pass: only wildcards, a good part of all addresses, or ARNs of any account. */
function isOpen(value: string): boolean {
  if (/^[*?]*$/.test(value) || isManyAddresses(value)) return true;
  const [arn, , , , account] = value.split(':');
  return arn === 'arn' && /[*?]/.test(account ?? '*');
}
