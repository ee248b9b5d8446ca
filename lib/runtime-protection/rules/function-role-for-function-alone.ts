import { each, finding, Rule, trustedBy } from '../../gate';
import { isOfFunctions } from '../template/trusted-services';

/** Services that assume the role of a function on its behalf. */
const ON_BEHALF = /^(?:edgelambda|lambda|scheduler)\./;

/** Only the function assumes its role. */
export const functionRoleForFunctionAlone: Rule = {
  id: 'FunctionRoleForFunctionAlone',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'Only Lambda may assume the role of a function: no other service, account or user.',
  why: 'Any other principal that assumes the role can read the secrets of the function and write its data, and no log of the function shows it.',
  fix: {
    cdk: 'Keep the role that the function creates, or set assumedBy to new ServicePrincipal("lambda.amazonaws.com") only; create another role for other principals.',
    template: 'Name only lambda.amazonaws.com in AssumeRolePolicyDocument, and create another role for other principals.',
    sam: 'Remove AssumeRolePolicyDocument, and create another role for other principals.',
  },
  acceptable: 'If the other principal has the same task, such as a test of the deployed function: say which one, and what prevents others from using it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  resourceTypes: ['AWS::IAM::Role'],
  findings: {
    shared: 'A principal other than Lambda may assume the role.',
  },
  check: (role) => {
    if (!isOfFunctions(role)) return [];
    const others = trustedBy(role).filter(([kind, principal]) => kind !== 'Service' || !ON_BEHALF.test(principal.string()!));
    return each(others, ([, principal]) => [finding(principal, 'shared', `${principal.string()} may assume the role of a function`)]);
  },
};
