import { finding, Rule, sparesEveryone } from '../../gate';
import { eachStatement, STATEMENT_TYPES } from '../template/resource-policies';

/** The exceptions of a Deny are limited, so that it denies what it appears to deny. */
export const denyExceptionNamed: Rule = {
  id: 'DenyExceptionNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No Deny in the policy of a resource excepts every role, every address or all callers.',
  why: 'A Deny that excepts all callers denies nothing. The policy reads as if few were allowed, so reviewers overlook what else it allows.',
  fix: {
    cdk: 'Name the excepted roles by their roleArn, or accounts by aws:PrincipalAccount, in the condition of the Deny.',
    template: 'Name the excepted roles under ArnNotLike aws:PrincipalArn, or accounts under StringNotEquals aws:PrincipalAccount.',
    sam: 'Name the excepted roles or accounts in the conditions of CustomStatements of ResourcePolicy, and of other policies.',
  },
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  resourceTypes: STATEMENT_TYPES,
  findings: {
    'spares-everyone': 'The condition of a Deny excepts all callers, or every role or user of an account.',
  },
  check: (resource) =>
    eachStatement(resource, (statement) => {
      const spared = sparesEveryone(statement);
      return spared === undefined ? [] : [finding(statement.at, 'spares-everyone', `the Deny excepts ${JSON.stringify(spared)}`)];
    }),
};
