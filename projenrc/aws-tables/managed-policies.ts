import { takingNoResource } from './iam';
import { tableFile } from './tables';
import { Settings, StackTemplate, Workload } from '../../lib/gate';
import { functionRoleLeastPrivilege } from '../../lib/runtime-protection/rules/function-role-least-privilege';
import { PythonTool } from '../../test/tools/python-tool';

/** The PyPI package that contains the documents of AWS managed policies, as AWS publishes them. */
const SOURCE = { name: 'moto', version: '5.2.5' };

const PRINT = 'from moto.iam.aws_managed_policies import aws_managed_policies_data as data; print(data)';

/** A managed policy in the source. */
interface ManagedPolicy {
  readonly Path: string;
  readonly Document: { readonly Statement: Statement | readonly Statement[] };
}

interface Statement {
  readonly Action?: string | readonly string[];
}

/** Returns the table of managed policies, by file. @throws Error if the source can't be installed */
export async function managedPoliciesFile(): Promise<{ readonly [file: string]: string }> {
  const python = new PythonTool(SOURCE.name, SOURCE.version, 'python');
  const { status, stdout, stderr } = python.run(['-c', PRINT], process.cwd());
  if (status !== 0) throw new Error(stderr);
  return { 'managed-policies.ts': tableFile(`${SOURCE.name} ${SOURCE.version}`, { MANAGED_POLICIES: await managedPolicies(JSON.parse(stdout)) }) };
}

/**
 * Returns the gate's judgments of the policies for the role of a function, one line for each judgment: `narrow Name Name`. Policies that are only for
 * services are omitted, and so are those whose judgment is unknown.
 */
async function managedPolicies(documents: { readonly [name: string]: ManagedPolicy }): Promise<string[]> {
  const takesNone = await takingNoResource();
  const names = { narrow: [] as string[], broad: [] as string[] };
  for (const [name, { Path: folder, Document: document }] of Object.entries(documents)) {
    if (folder.includes('/aws-service-role/')) continue;
    const judgment = judge([document.Statement].flat().flatMap((statement) => withoutActions(statement, takesNone)));
    if (judgment) names[judgment].push(name);
  }
  return Object.entries(names).map(([judgment, list]) => [judgment, ...list.sort()].join(' '));
}

/** Removes actions for which IAM accepts no resource. The gate knows these only for some services, but this table covers all services. */
function withoutActions(statement: Statement, takesNone: (action: string) => boolean): Statement[] {
  if (statement.Action === undefined) return [statement];
  const actions = [statement.Action].flat().filter((action) => /:\*$/.test(action) || !takesNone(action));
  return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
}

/** Returns the rule's result for a role with these statements. */
function judge(statements: readonly Statement[]): 'narrow' | 'broad' | undefined {
  const role = { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'Managed', PolicyDocument: { Statement: statements } }] } };
  const fn = { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } };
  const workload = new Workload([new StackTemplate({ file: 'template.json', body: { Resources: { Role: role, Function: fn } } })]);
  const [resource] = workload.resources('AWS::Lambda::Function');
  const outcomes = functionRoleLeastPrivilege.check(resource, workload, new Settings({}));
  if (outcomes.some(({ kind }) => kind === 'finding')) return 'broad';
  return outcomes.length === 0 ? 'narrow' : undefined;
}
