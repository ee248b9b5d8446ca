import { finding, Rule, sparesEverybody } from '../../gate';
import { eachStatement, STATEMENT_TYPES } from '../template/resource-policies';

/** What a policy denies to all but some, it does deny. */
export const denyExceptionNamed: Rule = {
  id: 'DenyExceptionNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No Deny in the policy of a resource spares every role, every address or everybody.',
  why: 'A Deny that spares everybody denies nothing, while the policy reads as if it kept all but a few out: nobody looks for what else is allowed.',
  fix: {
    cdk: 'Name the roles that are spared by their roleArn, or accounts by aws:PrincipalAccount, in the condition of the Deny.',
    template: 'Name the roles that are spared under ArnNotLike aws:PrincipalArn, or accounts under StringNotEquals aws:PrincipalAccount.',
    sam: 'Name the roles or accounts that are spared in the conditions of CustomStatements of ResourcePolicy, and of other policies.',
  },
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  resourceTypes: STATEMENT_TYPES,
  findings: {
    'spares-everybody': 'The condition of a Deny spares everybody, or every role or user of an account.',
  },
  check: (resource) =>
    eachStatement(resource, (statement) => {
      const spared = sparesEverybody(statement);
      return spared === undefined ? [] : [finding(statement.at, 'spares-everybody', `the Deny spares ${JSON.stringify(spared)}`)];
    }),
};
