import { Rule } from '../../gate';
import { checkRole, PRIVILEGE_FINDINGS } from '../template/least-privilege';
import { isOfServices } from '../template/trusted-services';

/** Services around functions only have the permissions that they need. */
export const serviceRoleLeastPrivilege: Rule = {
  id: 'ServiceRoleLeastPrivilege',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'The role of each service around functions allows named actions on named resources.',
  why:
    'State machines, pipes, schedules, APIs and containers act on the content of events. An attacker who makes one of them call another target has all permissions of its ' +
    'role allows.',
  fix: {
    cdk: 'Call grant methods of the resources, such as queue.grantSendMessages(role), instead of addToPolicy with wildcards or AWS managed policies.',
    template: 'Write a policy for this service only: operations in Action, ARNs in Resource. If IAM does not support ARNs for an action, add a condition on aws:ResourceTag.',
    sam: 'Use a Statement in Policies with operations in Action and ARNs in Resource, or a policy template with the name of the resource.',
  },
  acceptable: 'If the service works on all resources of a kind: say what it does with them, and why neither ARNs nor tags can limit it.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: ['AWS::IAM::Role'],
  findings: PRIVILEGE_FINDINGS,
  check: (role, workload) => (isOfServices(role) ? checkRole(role, workload, true) : []),
};
