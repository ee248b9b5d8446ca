import { all, each, finding, isDeniedToStrangers, opensToEveryone, Outcome, Property, Resource, Rule, statementAt, statementPlaces } from '../../gate';

/** Policies of secrets are closed to the public, and are rejected at deployment if they are not. */
export const secretPolicyBlocksPublic: Rule = {
  id: 'SecretPolicyBlocksPublic',
  item: 'secrets/permissive-policies',
  severity: 'error',
  title: 'Each resource policy of a secret sets BlockPublicPolicy, and allows nothing to everyone.',
  why:
    'A policy with principal "*" opens the secret to every AWS account in the world; one wrong edit suffices. With BlockPublicPolicy, Secrets ' +
    'Manager analyzes the policy and rejects it.',
  fix: {
    cdk:
      'Set blockPublicPolicy: true on secret.node.findChild("Policy").node.defaultChild, a CfnResourcePolicy. Name principals instead of "*", or ' +
      'add a condition on aws:PrincipalOrgID.',
    template:
      'Set BlockPublicPolicy: true. Name principals instead of "*", or add a condition on aws:PrincipalOrgID, aws:PrincipalArn or aws:SourceAccount.',
  },
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html',
  resourceTypes: ['AWS::SecretsManager::ResourcePolicy'],
  findings: {
    'not-blocked': 'The policy allows something, and BlockPublicPolicy is not true.',
    'public': 'A statement allows something to everyone, without a condition on identity or origin.',
  },
  check: (policy) => {
    const statements = statementPlaces(policy.get('ResourcePolicy'));
    return all(
      () => checkBlocked(policy, statements),
      () => each(statements, (at) => checkPublic(at, statements)),
    );
  },
};

function checkBlocked(policy: Resource, statements: readonly Property[]): Outcome[] {
  const property = policy.get('BlockPublicPolicy');
  // The API treats an absent value as false; older documentation differs.
  if (property.boolean() === true) return [];
  // A policy with Deny statements only allows nothing. The CDK creates such a policy for every rotated secret, and its L2
  // construct can't set the property.
  if (!statements.some((statement) => statementAt(statement).effect === 'Allow')) return [];
  return [finding(property, 'not-blocked', property.exists ? 'BlockPublicPolicy is false' : 'BlockPublicPolicy is absent, which means false')];
}

function checkPublic(at: Property, statements: readonly Property[]): Outcome[] {
  const statement = statementAt(at);
  const everyone = opensToEveryone(statement);
  return everyone === undefined || isDeniedToStrangers(statement, statements) ? [] : [finding(at, 'public', `${everyone} is open to everyone`)];
}
