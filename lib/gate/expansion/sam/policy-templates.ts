import { MANAGED_POLICY_PATHS, POLICY_TEMPLATES, type PolicyTemplateStatement } from './policy-table';
import { sub } from './values';
import type { JsonObject } from '../../../json/json-object';
import { own } from '../../values/intrinsics';

const PATHS: ReadonlyMap<string, string> = new Map(
  Object.entries(MANAGED_POLICY_PATHS).flatMap(([path, names]) => names.map((name) => [name, path] as const)),
);

/** Returns the ARN of a managed policy of AWS. */
export function managedPolicyArn(name: string): string {
  return `arn:aws:iam::aws:policy/${PATHS.get(name) ?? ''}${name}`;
}

/** Returns the document of one of SAM's policy templates, with its parameters filled in; undefined if the template or a parameter is missing. */
export function policyTemplate(name: string, parameters: JsonObject): JsonObject | undefined {
  const statements = own(POLICY_TEMPLATES, name);
  if (!statements?.every((statement) => parametersOf(statement).every((parameter) => Object.hasOwn(parameters, parameter)))) return undefined;
  return { Statement: statements.map((statement) => fill(statement, parameters)) };
}

function fill([actions, resources, condition]: PolicyTemplateStatement, parameters: JsonObject): JsonObject {
  const filled = resources.map((resource) => text(resource, parameters));
  return {
    Effect: 'Allow',
    Action: actions.split(' '),
    Resource: filled.length === 1 ? filled[0] : filled,
    ...(condition ? { Condition: { StringEquals: { [condition[0]]: text(condition[1], parameters) } } } : {}),
  };
}

function text(template: string, parameters: JsonObject): unknown {
  if (!template.includes('${')) return template;
  const names = namesIn(template);
  return names.length === 0 ? sub(template) : sub(template, Object.fromEntries(names.map((name) => [name, parameters[name]])));
}

function parametersOf([, resources, condition]: PolicyTemplateStatement): string[] {
  return [...resources, condition?.[1] ?? ''].flatMap(namesIn);
}

function namesIn(template: string): string[] {
  return [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
}
