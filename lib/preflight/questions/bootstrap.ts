import { BootstrapRequirement, bootstrapRequirements } from '../bootstrap-requirement';
import { ServiceError } from '../client/errors';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** The default name of the stack that `cdk bootstrap` creates. */
const TOOLKIT = 'CDKToolkit';

/** Is the account bootstrapped with the version that the assembly requires? */
export function bootstrap(target: Target): Question[] {
  const byParameter = new Map<string, BootstrapRequirement[]>();
  for (const requirement of bootstrapRequirements(target.stacks)) {
    byParameter.set(requirement.parameter, [...(byParameter.get(requirement.parameter) ?? []), requirement]);
  }
  return [...byParameter].map(([parameter, requirements]) => {
    const needed = Math.max(...requirements.map(({ version }) => version));
    return {
      id: 'bootstrap',
      asked: `Is the CDK bootstrapped, at version ${needed} or later (${parameter})?`,
      resources: requirements.map(({ stack }) => stack.constructPath ?? stack.file),
      needs: [
        { operation: 'ssm:GetParameter', on: [target.arn('ssm', `parameter${parameter}`)] },
        { operation: 'cloudformation:DescribeStacks', on: [target.arn('cloudformation', `stack/${TOOLKIT}/*`)] },
      ],
      ask: (account) => ask(account, target, parameter, needed),
    };
  });
}

async function ask(account: Account, target: Target, parameter: string, needed: number): Promise<Answer> {
  const fix = `Run cdk bootstrap ${target.name}${qualifierOf(parameter)}.`;
  const found = await valueOf(account, parameter);
  if (found === undefined) return { status: 'fails', text: 'It is not bootstrapped: the parameter does not exist, so no deployment can start.', fix };
  const version = Number(found);
  if (!Number.isInteger(version)) return { status: 'fails', text: `The parameter is not a version, but ${JSON.stringify(found)}.`, fix };
  if (version < needed) return { status: 'fails', text: `It is bootstrapped at version ${version}.`, fix };
  const status = await statusOf(account);
  if (status === undefined) return { status: 'ready', text: `Version ${version}. The state of its stack is unknown, since there is no stack ${TOOLKIT}.` };
  // A rolled-back update leaves the stack as it was.
  if (/FAILED$|^ROLLBACK|^DELETE|^REVIEW/.test(status)) {
    return { status: 'fails', text: `The parameter says version ${version}, but stack ${TOOLKIT} is in state ${status}: parts of it may be missing.`, fix };
  }
  return { status: 'ready', text: `Version ${version}; stack ${TOOLKIT} is in state ${status}.` };
}

async function valueOf(account: Account, parameter: string): Promise<string | undefined> {
  try {
    return (await account.call('ssm:GetParameter', { Name: parameter })).Parameter.Value;
  } catch (e) {
    if (e instanceof ServiceError && e.isNotFound) return undefined;
    throw e;
  }
}

async function statusOf(account: Account): Promise<string | undefined> {
  try {
    return (await account.call('cloudformation:DescribeStacks', { StackName: TOOLKIT })).Stacks.member[0].StackStatus;
  } catch (e) {
    if (e instanceof ServiceError && /does not exist/.test(e.message)) return undefined;
    throw e;
  }
}

function qualifierOf(parameter: string): string {
  const [, qualifier] = /^\/cdk-bootstrap\/([^/]+)\/version$/.exec(parameter) ?? [];
  return qualifier === undefined || qualifier === 'hnb659fds' ? '' : ` --qualifier ${qualifier}`;
}
