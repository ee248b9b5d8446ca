import { each, finding, Rule, trustedBy } from '../../gate';
import { isOfFunctions } from '../template/trusted-services';

/** Services that take on the role of a function on its behalf. */
const ON_BEHALF = /^(?:edgelambda|lambda|scheduler)\./;

/** Nobody but the function takes on its role. */
export const functionRoleForFunctionAlone: Rule = {
  id: 'FunctionRoleForFunctionAlone',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'No service, account or user but Lambda may take on the role of a function.',
  why: 'Whatever else takes on the role reads the secrets of the function and writes its data, and no log of the function shows it.',
  fix: {
    cdk: 'Leave the role that the function makes, or give it new ServicePrincipal("lambda.amazonaws.com") alone; make another role for others.',
    template: 'Name lambda.amazonaws.com alone in AssumeRolePolicyDocument, and write another role for others.',
    sam: 'Leave out AssumeRolePolicyDocument, and write another role for others.',
  },
  acceptable: 'When the other one does the same job, such as a test of the deployed function: say which, and what keeps others from it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  resourceTypes: ['AWS::IAM::Role'],
  findings: {
    shared: 'Somebody besides Lambda may take on the role.',
  },
  check: (role) => {
    if (!isOfFunctions(role)) return [];
    const others = trustedBy(role).filter(([kind, principal]) => kind !== 'Service' || !ON_BEHALF.test(principal.string()!));
    return each(others, ([, principal]) => [finding(principal, 'shared', `${principal.string()} may take on the role of a function`)]);
  },
};
