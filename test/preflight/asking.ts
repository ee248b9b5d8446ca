import { Failure, StubAws } from './stub-aws';
import { StackTemplate } from '../../lib/gate';
import type { StackTemplateProps } from '../../lib/gate/templates/template';
import { preflight, PreflightProps, PreflightResult } from '../../lib/preflight/preflight';

/** The account that the stub’s credentials are of. */
export const ACCOUNT = '111122223333';

export const REGION = 'eu-central-1';

/** What a process that asks the stub has in its environment. */
export function environmentOf(stub: StubAws) {
  return { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-to-be-printed', AWS_REGION: REGION, AWS_ENDPOINT_URL: stub.url };
}

/** What a test can say of a stack besides its resources. */
type StackOptions = Partial<StackTemplateProps> & { readonly Parameters?: any; readonly Conditions?: any };

/** A stack without a file. */
export function stack(resources: { readonly [logicalId: string]: object }, { Parameters, Conditions, ...props }: StackOptions = {}): StackTemplate {
  const body = { Resources: resources as any, Parameters, Conditions };
  return new StackTemplate({ file: 'Orders.template.json', stackName: 'Orders', constructPath: 'Orders', body, ...props });
}

/** What a test file asks. */
interface Scene {
  readonly aws: StubAws;
  ask(stacks: readonly StackTemplate[], props?: Partial<PreflightProps>): Promise<PreflightResult>;
}

/** Runs a stub for a test file; answers of all tests but the current one are forgotten. */
export function stubbed(): Scene {
  let aws: StubAws;
  beforeAll(async () => {
    aws = await StubAws.start();
  });
  beforeEach(() => {
    aws.reset();
    aws.on('sts:GetCallerIdentity', { Account: ACCOUNT, Arn: 'arn:aws:iam::111122223333:user/tester' });
    aws.on('cloudformation:ListStackResources', ({ StackName }) => notDeployed(StackName));
  });
  afterAll(() => aws.stop());
  return {
    get aws() {
      return aws;
    },
    ask: (stacks, props) => preflight({ stacks, environment: environmentOf(aws), cwd: __dirname, ...props }),
  };
}

/** What CloudFormation answers where there is no such stack. */
export function notDeployed(name: string): Failure {
  return new Failure(400, 'ValidationError', `Stack with id ${name} does not exist`);
}

/** What CloudFormation answers of a stack. */
export function deployed(resources: { readonly [logicalId: string]: string }): object {
  const summaries = Object.entries(resources).map(([LogicalResourceId, PhysicalResourceId]) => ({ LogicalResourceId, PhysicalResourceId, ResourceStatus: 'CREATE_COMPLETE' }));
  return { StackResourceSummaries: summaries };
}

/** The answers of a kind, each in one line, with the places that it is about. */
export function answersTo(id: string, { environments }: PreflightResult): string[] {
  return environments.flatMap(({ answers }) => answers).filter((answer) => answer.id === id).map(({ status, text, resources }) => `${status} ${text} [${resources.join(', ')}]`);
}
