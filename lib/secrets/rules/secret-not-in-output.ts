import { environmentMaps, secretProperties } from '../../aws/properties';
import { all, byPath, each, finding, Index, Outcome, Property, Resource, Rule, StackTemplate, Workload } from '../../gate';
import { secretsBehind } from '../template/attached-to-secret';
import { isHarmless, namesSecret, secretFormat } from '../template/secret-detection';

const FUNCTION = 'AWS::Lambda::Function';

/** Types at which findings about a whole stack's outputs are reported: functions before what else has variables or secrets. */
const HOLDERS: readonly string[] = [...new Set([FUNCTION, ...environmentMaps().keys(), ...secretProperties().keys()])];

/** Attributes that are secrets, by the types that have them. */
const SECRET_ATTRIBUTES: { readonly [type: string]: string } = {
  'AWS::IAM::AccessKey': 'SecretAccessKey',
  'AWS::Cognito::UserPoolClient': 'ClientSecret',
};

/** Types whose values or attributes are secrets. */
const ABOUT_ITSELF: ReadonlySet<string> = new Set(['AWS::SecretsManager::Secret', ...Object.keys(SECRET_ATTRIBUTES)]);

/** Outputs of stacks contain references to secrets, and not their values. */
export const secretNotInOutput: Rule = {
  id: 'SecretNotInOutput',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No output of a stack contains the value of a secret.',
  why:
    'Everyone who may describe the stack (cloudformation:DescribeStacks, in every read-only policy), or sees the log of a ' +
    'deployment, reads its outputs.',
  fix: {
    cdk: 'Put secret.secretArn into the CfnOutput instead of secretValue.unsafeUnwrap(), or store the value by secretStringValue of a Secret.',
    template: 'Output the ARN, {"Ref": "Secret"}. Store a value that another resource issues, such as SecretAccessKey, as SecretString of a secret.',
  },
  link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
  resourceTypes: [...new Set(['AWS::SecretsManager::Secret', ...Object.keys(SECRET_ATTRIBUTES), ...HOLDERS])],
  findings: {
    'secret-value': 'An output has a dynamic reference to the value of the secret. For a secret outside of the templates, reported as a parameter is.',
    'secret-attribute': 'An output has an attribute of the resource that is a secret.',
    'no-echo-parameter': 'An output shows a template parameter with NoEcho. Reported at the first function of the stack, by path, or the first resource with variables or secrets.',
    'literal': 'The name of an output means a secret, or its literal value has the format of one. Reported at the first function of the stack, by path, or the first resource with variables or secrets.',
  },
  check: (resource, workload) =>
    all(
      () => (resource === firstHolderOf(resource.stack, workload) ? checkOwnOutputs(resource, workload) : []),
      () => (ABOUT_ITSELF.has(resource.type) ? each(outputsAbout(resource, workload), (output) => checkOutput(resource, output, workload)) : []),
    ),
};

/** An output that may contain a secret. */
interface Output {
  readonly stack: StackTemplate;
  readonly name: string;
  readonly value: unknown;
  readonly condition?: unknown;
}

/** The start of a dynamic reference to a secret; the secret's id and the part to read follow. */
const RESOLVE = '{{resolve:secretsmanager:';

/** Returns the outputs that may concern a resource: by a reference to it, or by its name. */
function outputsAbout(resource: Resource, workload: Workload): readonly Output[] {
  const index = workload.once(suspiciousOutputs, workload, () =>
    new Index(suspiciousOutputs(workload), (output) => keysOf(placeOf(output, resource, workload))));
  const name = resource.get('Name').literal();
  return [...new Set([resource, name].flatMap((key) => index.of(key)))];
}

/** Returns the outputs whose text may concern a secret; most texts do not. */
function suspiciousOutputs(workload: Workload): readonly Output[] {
  const words = new RegExp(['resolve:', ...Object.values(SECRET_ATTRIBUTES)].join('|'));
  return workload.stacks.flatMap((stack) =>
    Object.entries(stack.body.Outputs ?? {})
      .filter(([, output]) => words.test(JSON.stringify(output?.Value ?? null)))
      .map(([name, output]) => ({ stack, name, value: output.Value, condition: (output as { readonly Condition?: unknown }).Condition })),
  );
}

/** Returns the resources that an output refers to, and the names of secrets that it resolves. */
function keysOf(at: Property): Set<unknown> {
  const ids = [...(at.written() ?? '').matchAll(new RegExp(`${RESOLVE}([^}]*)}}`, 'g'))].map(([, id]) => id);
  return new Set<unknown>([...at.references().flatMap(({ resource }) => secretsBehind(resource)), ...ids.flatMap(namesIn)]);
}

/**
 * Returns the names that the id in a dynamic reference may mean. The id is a name, or the ARN of a secret, which ends with a hyphen and six
 * characters.
 */
function namesIn(id: string): string[] {
  const [, end = ''] = id.split(':secret:');
  const [name] = end.split(':');
  return [id.split(':')[0], ...[...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index))];
}

function placeOf({ value, stack, name }: Output, resource: Resource, workload: Workload): Property {
  return Property.of(workload, resource, value, stack, `Outputs.${name}.Value`);
}

/** Returns the resource at which findings about a whole stack's outputs are reported. */
function firstHolderOf(stack: StackTemplate, workload: Workload): Resource | undefined {
  const firsts = workload.once(firstHolderOf, workload, () => {
    const holders = byPath(workload.resources(...HOLDERS)).reverse();
    const functions = holders.filter(({ type }) => type === FUNCTION);
    return new Map([...holders, ...functions].map((holder) => [holder.stack, holder]));
  });
  return firsts.get(stack);
}

/** Findings in the outputs of a stack that concern no single resource. */
function checkOwnOutputs(holder: Resource, workload: Workload): Outcome[] {
  const { stack } = holder;
  return each(Object.entries(stack.body.Outputs ?? {}), ([name, output]) => {
    const condition = (output as { readonly Condition?: unknown } | null)?.Condition;
    if (typeof condition === 'string' && !workload.resolver.condition(condition, stack)) return [];
    const at = Property.of(workload, holder, output?.Value, stack, `Outputs.${name}.Value`);
    const hidden = at.openParameters().find(({ noEcho }) => noEcho);
    const found = (id: string, message: string): Outcome[] => [{ ...finding(at, id, message), scope: 'stack' }];
    if (hidden) return found('no-echo-parameter', `output ${name} shows parameter ${hidden.name}, which has NoEcho`);
    if (readsOutside(name, at, workload)) return found('secret-value', `output ${name} has a dynamic reference to the value of a secret`);
    const text = at.literal() ?? '';
    const isSecret = secretFormat(text) !== undefined || (namesSecret(name) && !isHarmless(text));
    return isSecret ? found('literal', `output ${name} shows a secret that is written in the template`) : [];
  });
}

/** Whether an output reads a secret that is not part of the templates, or a parameter that is named as one. */
function readsOutside(name: string, at: Property, workload: Workload): boolean {
  const read = [...(at.written() ?? '').matchAll(/\{\{resolve:(ssm|secretsmanager):([^}]*)\}\}/g)];
  return read.some(([, service, id]) => (service === 'ssm'
    ? [name, id.split(':')[0].split('/').pop()!].some(namesSecret)
    : at.references().length === 0 && !workload.resources('AWS::SecretsManager::Secret').some((secret) => namesIn(id).includes(secret.get('Name').literal() ?? ''))));
}

function checkOutput(resource: Resource, output: Output, workload: Workload): Outcome[] {
  const { stack, name, condition } = output;
  if (typeof condition === 'string' && !workload.resolver.condition(condition, stack)) return [];
  const at = placeOf(output, resource, workload);
  const place = stack === resource.stack ? `output ${name}` : `output ${name} of ${stack.stackName ?? stack.file}`;
  if (resource.type === 'AWS::SecretsManager::Secret') {
    const isResolved = at.written()?.includes(RESOLVE) ?? false;
    return isResolved ? [finding(at, 'secret-value', `${place} has a dynamic reference to the value of this secret`)] : [];
  }
  const attribute = SECRET_ATTRIBUTES[resource.type];
  const isShown = at.references().some((reference) => reference.resource === resource && reference.attribute === attribute);
  return isShown ? [finding(at, 'secret-attribute', `${place} has attribute ${attribute} of this resource`)] : [];
}
