import { Failure, StubAws } from './stub-aws';
import { StackTemplate } from '../../lib/gate';
import type { StackTemplateProps } from '../../lib/gate/templates/template';
import { preflight, PreflightProps, PreflightResult } from '../../lib/preflight/preflight';

/** Account of the stub’s credentials. */
export const ACCOUNT = '111122223333';

export const REGION = 'eu-central-1';

/** Returns the environment of a process that calls the stub. */
export function environmentOf(stub: StubAws) {
  return { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-to-be-printed', AWS_REGION: REGION, AWS_ENDPOINT_URL: stub.url };
}

/** Facts about a stack besides its resources. */
type StackOptions = Partial<StackTemplateProps> & { readonly Parameters?: any; readonly Conditions?: any };

/** Returns a stack without a file. */
export function stack(resources: { readonly [logicalId: string]: object }, { Parameters, Conditions, ...props }: StackOptions = {}): StackTemplate {
  const body = { Resources: resources as any, Parameters, Conditions };
  return new StackTemplate({ file: 'Orders.template.json', stackName: 'Orders', constructPath: 'Orders', body, ...props });
}

/** Functions of a test file. */
interface Scene {
  readonly aws: StubAws;
  ask(stacks: readonly StackTemplate[], props?: Partial<PreflightProps>): Promise<PreflightResult>;
}

/** Runs a stub for a test file; each test starts without answers. */
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

/** Returns CloudFormation's response for a missing stack. */
export function notDeployed(name: string): Failure {
  return new Failure(400, 'ValidationError', `Stack with id ${name} does not exist`);
}

/** Returns CloudFormation's response for a stack. */
export function deployed(resources: { readonly [logicalId: string]: string }): object {
  const summaries = Object.entries(resources).map(([LogicalResourceId, PhysicalResourceId]) => ({ LogicalResourceId, PhysicalResourceId, ResourceStatus: 'CREATE_COMPLETE' }));
  return { StackResourceSummaries: summaries };
}

/** Returns the answers of a kind, each in one line, with their locations. */
export function answersTo(id: string, { environments }: PreflightResult): string[] {
  return environments.flatMap(({ answers }) => answers).filter((answer) => answer.id === id).map(({ status, text, resources }) => `${status} ${text} [${resources.join(', ')}]`);
}
