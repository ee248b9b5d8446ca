import { each, finding, Outcome, Property, Resource, Rule, StackTemplate, Workload } from '../../gate';
import { standsFor } from '../template/attached-to-secret';
import { isHarmless, namesSecret, secretFormat } from '../template/secret-detection';

const FUNCTION = 'AWS::Lambda::Function';

/** Attributes that are secrets, by the types that have them. */
const SECRET_ATTRIBUTES: { readonly [type: string]: string } = {
  'AWS::IAM::AccessKey': 'SecretAccessKey',
  'AWS::Cognito::UserPoolClient': 'ClientSecret',
};

/** Outputs of stacks show where secrets are, and not what they are. */
export const secretNotInOutput: Rule = {
  id: 'SecretNotInOutput',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No output of a stack holds the value of a secret.',
  why:
    'Whoever may describe the stack reads its outputs (cloudformation:DescribeStacks, in every read-only policy), and so does whoever sees the log ' +
    'of a deployment.',
  fix: {
    cdk: 'Put secret.secretArn into the CfnOutput in place of secretValue.unsafeUnwrap(), or store the value by secretStringValue of a Secret.',
    template: 'Output the ARN, {"Ref": "Secret"}. Store what another resource issues, such as SecretAccessKey, as SecretString of a secret.',
  },
  link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
  resourceTypes: ['AWS::SecretsManager::Secret', ...Object.keys(SECRET_ATTRIBUTES), FUNCTION],
  findings: {
    'secret-value': 'An output has a dynamic reference to the value of the secret.',
    'secret-attribute': 'An output has an attribute of the resource that is a secret.',
    'no-echo-parameter': 'An output shows a template parameter with NoEcho. Found at the first function of the stack.',
    'literal': 'An output is named as a secret, or has the format of one, and its value is written out. Found at the first function of the stack.',
  },
  check: (resource, workload) =>
    resource.type === FUNCTION
      ? checkOwnOutputs(resource, workload)
      : each(suspiciousOutputs(workload), (output) => checkOutput(resource, output, workload)),
};

/** An output that may hold a secret. */
interface Output {
  readonly stack: StackTemplate;
  readonly name: string;
  readonly value: unknown;
  readonly condition?: unknown;
}

const suspicious = new WeakMap<Workload, readonly Output[]>();

/** The outputs whose text has to do with secrets at all; most have not, and there are many. */
function suspiciousOutputs(workload: Workload): readonly Output[] {
  let outputs = suspicious.get(workload);
  if (!outputs) {
    const words = new RegExp(['resolve:', ...Object.values(SECRET_ATTRIBUTES)].join('|'));
    outputs = workload.stacks.flatMap((stack) =>
      Object.entries(stack.body.Outputs ?? {})
        .filter(([, output]) => words.test(JSON.stringify(output?.Value ?? null)))
        .map(([name, output]) => ({ stack, name, value: output.Value, condition: (output as { readonly Condition?: unknown }).Condition })),
    );
    suspicious.set(workload, outputs);
  }
  return outputs;
}

const firstFunctions = new WeakMap<Workload, ReadonlyMap<StackTemplate, Resource>>();

/** The function at which the outputs of its stack are looked at as a whole. */
function firstFunctionOf(stack: StackTemplate, workload: Workload): Resource | undefined {
  let firsts = firstFunctions.get(workload);
  if (!firsts) {
    firsts = new Map([...workload.resources(FUNCTION)].reverse().map((fn) => [fn.stack, fn]));
    firstFunctions.set(workload, firsts);
  }
  return firsts.get(stack);
}

/** What the outputs of a stack show, whatever resource it is of. */
function checkOwnOutputs(fn: Resource, workload: Workload): Outcome[] {
  const { stack } = fn;
  if (firstFunctionOf(stack, workload) !== fn) return [];
  return each(Object.entries(stack.body.Outputs ?? {}), ([name, output]) => {
    const condition = (output as { readonly Condition?: unknown } | null)?.Condition;
    if (typeof condition === 'string' && !workload.resolver.condition(condition, stack)) return [];
    const at = Property.of(workload, fn, output?.Value, stack, `Outputs.${name}.Value`);
    const hidden = at.openParameters().find(({ noEcho }) => noEcho);
    if (hidden) return [finding(fn, 'no-echo-parameter', `output ${name} shows parameter ${hidden.name}, which has NoEcho`)];
    const text = at.literal() ?? '';
    const isSecret = secretFormat(text) !== undefined || (namesSecret(name) && !isHarmless(text));
    return isSecret ? [finding(fn, 'literal', `output ${name} shows a secret that is written in the template`)] : [];
  });
}

function checkOutput(resource: Resource, output: Output, workload: Workload): Outcome[] {
  const { stack, name, value, condition } = output;
  if (typeof condition === 'string' && !workload.resolver.condition(condition, stack)) return [];
  const at = Property.of(workload, resource, value, stack, `Outputs.${name}.Value`);
  const place = stack === resource.stack ? `output ${name}` : `output ${name} of ${stack.stackName ?? stack.file}`;
  if (resource.type === 'AWS::SecretsManager::Secret') {
    return resolvesTo(at, resource) ? [finding(resource, 'secret-value', `${place} has a dynamic reference to the value of this secret`)] : [];
  }
  const attribute = SECRET_ATTRIBUTES[resource.type];
  const isShown = at.references().some((reference) => reference.resource === resource && reference.attribute === attribute);
  return isShown ? [finding(resource, 'secret-attribute', `${place} has attribute ${attribute} of this resource`)] : [];
}

/** Whether a text has a dynamic reference to a secret, by a reference to the secret or by the name that it is given. */
function resolvesTo(at: Property, secret: Resource): boolean {
  const text = at.written() ?? '';
  if (!text.includes('{{resolve:secretsmanager:')) return false;
  if (at.references().some(({ resource }) => standsFor(resource, secret))) return true;
  const name = secret.get('Name').literal();
  return name !== undefined && [...text.matchAll(/\{\{resolve:secretsmanager:([^}]*)\}\}/g)].some(([, id]) => id === name || id.startsWith(`${name}:`) || id.includes(`:secret:${name}-`));
}
