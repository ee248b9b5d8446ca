import { all, causedBy, each, Rule } from '../../gate';
import { checkRole, checkSelf, PRIVILEGE_FINDINGS } from '../template/least-privilege';

const ROLE = 'AWS::IAM::Role';

/** The role of a function allows only what the function needs. */
export const functionRoleLeastPrivilege: Rule = {
  id: 'FunctionRoleLeastPrivilege',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'The role of each function allows named actions on named resources.',
  why:
    'Code inside a function has the permissions of its role. Each permission that the function does not need gives an attacker another option: ' +
    'read the tables and secrets of other workloads, start functions, take over other roles.',
  fix: {
    cdk: 'Call grant methods of the resources, such as table.grantReadData(fn), instead of addToRolePolicy with wildcards or AWS managed policies.',
    template:
      'Write a policy for this function only: operations in Action, ARNs in Resource. If IAM does not support ARNs for an action, add a condition on aws:ResourceTag.',
    sam:
      'Write a Statement in Policies for this function only: operations in Action, ARNs in Resource. Events of queues and streams add broad ' +
      'policies; set Role to avoid them.',
  },
  acceptable:
    'If the function works on all resources of a kind, such as an inventory or a cleanup: say what it does with them, and why neither ARNs nor ' +
    'tags can limit it.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: ['AWS::Lambda::Function'],
  judgesRoles: true,
  findings: { ...PRIVILEGE_FINDINGS, 'changes-itself': 'A statement allows a function to change its own code or settings, or the permissions of its role.' },
  check: (fn, workload) => {
    const at = fn.get('Role');
    const roles = new Set(at.references().map((reference) => reference.resource).filter((resource) => resource.type === ROLE));
    if (roles.size === 0) {
      const text = at.string();
      throw at.undetermined(text === undefined ? 'the function has no role' : `the permissions of role ${text} are not part of the templates`);
    }
    return each(roles, (role) => all(
      () => workload.once(checkRole, role, () => causedBy(role, checkRole(role, workload))),
      () => causedBy(role, checkSelf(fn, role, workload)),
    ));
  },
};
