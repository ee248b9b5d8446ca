import { all, each, finding, opensToEverybody, Outcome, Property, Resource, Rule, statementAt, statementPlaces } from '../../gate';

/** Policies on secrets are rejected at deployment where they let everybody in, and none is written so. */
export const secretPolicyBlocksPublic: Rule = {
  id: 'SecretPolicyBlocksPublic',
  item: 'secrets/permissive-policies',
  severity: 'error',
  title: 'Each resource policy of a secret sets BlockPublicPolicy, and allows nothing to everybody.',
  why:
    'A policy that allows a principal of "*" hands the secret to every AWS account in the world; one wrong edit is enough. With BlockPublicPolicy, ' +
    'Secrets Manager analyzes the policy and rejects it.',
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
  const everybody = opensToEverybody(statementAt(at));
  return everybody === undefined ? [] : [finding(at, 'public', `${everybody} lets everybody in`)];
}
