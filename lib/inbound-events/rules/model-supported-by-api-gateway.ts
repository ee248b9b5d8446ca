import { all, each, finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { IGNORED_FORMATS } from '../template/ignored-formats';
import { isOnlyForResponses, usesOfModel } from '../template/model-uses';
import type { OpenApiDocument } from '../template/openapi-document';
import { listed } from '../template/pointers';
import { eachDocument } from '../template/rest-api';
import { ModelSchema } from '../template/schema-documents';
import type { SchemaNode } from '../template/schema-node';

const MODEL = 'AWS::ApiGateway::Model';

const DRAFT_04 = /^https?:\/\/json-schema\.org\/draft-04\/schema#?$/;

/** Keywords of later drafts, and `example` of OpenAPI: "Unsupported keyword(s)" when the API is deployed. */
const REJECTED: ReadonlySet<string> = new Set([
  '$anchor', '$comment', '$defs', '$dynamicAnchor', '$dynamicRef', '$id', '$recursiveAnchor', '$recursiveRef', '$vocabulary',
  'const', 'contains', 'contentEncoding', 'contentMediaType', 'contentSchema', 'dependentRequired', 'dependentSchemas', 'else',
  'example', 'examples', 'if', 'maxContains', 'minContains', 'prefixItems', 'propertyNames', 'then', 'unevaluatedItems',
  'unevaluatedProperties',
]);

/** Keywords that AWS documents as not supported. They validate nothing. */
const IGNORED: ReadonlySet<string> = new Set(['default', 'discriminator', 'exclusiveMinimum', 'nullable', 'readOnly', 'writeOnly']);

/** Returns the schemas inside a schema, by the keyword that contains them. */
const INNER: { readonly [keyword: string]: (schema: SchemaNode) => readonly SchemaNode[] } = {
  ...Object.fromEntries(
    ['properties', 'patternProperties', 'definitions'].map((keyword) => [keyword, (schema) => schema.map(keyword).map(([, node]) => node)]),
  ),
  ...Object.fromEntries(['allOf', 'anyOf', 'oneOf'].map((keyword) => [keyword, (schema) => schema.list(keyword)])),
  ...Object.fromEntries(
    ['items', 'additionalItems', 'additionalProperties', 'not'].map((keyword) => [keyword, (schema) => schema.oneOrMany(keyword)]),
  ),
};

/** API Gateway supports each keyword and reference of a schema. */
export const modelSupportedByApiGateway: Rule = {
  id: 'ModelSupportedByApiGateway',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'Schemas use only what API Gateway validates: JSON Schema draft-04, with references that it can resolve.',
  why:
    'A keyword that API Gateway ignores checks nothing, although readers of the schema rely on it. A keyword that it rejects fails the deployment.',
  fix: {
    cdk:
      'Write draft-04: a one-value enum for const, minimum for exclusiveMinimum, definitions for $defs. Refer to #/definitions/... or, by the ' +
      'address of a model, to model.modelId.',
    template:
      'Write draft-04: a one-value enum for const, minimum for exclusiveMinimum. Refer to #/definitions/... or ' +
      'https://apigateway.amazonaws.com/restapis/{api}/models/{Ref of the model}.',
    sam:
      'In Models, write draft-04: a one-value enum for const, minimum for exclusiveMinimum. Refer to other models by #/definitions/... with ' +
      'their names in lower case.',
  },
  acceptable: 'If the function checks what an ignored keyword requires: say where. A rejected keyword fails the deployment in any case.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html',
  resourceTypes: [MODEL, 'AWS::ApiGateway::RestApi'],
  findings: {
    'other-draft': 'The schema declares a draft of JSON Schema other than draft-04.',
    'rejected-keyword': 'API Gateway rejects the keyword at deployment.',
    'ignored-keyword': 'API Gateway ignores the keyword, so nothing is checked.',
    'remote-reference': 'A $ref has an address that API Gateway does not fetch.',
    'unresolved-reference': 'A $ref points to a missing part of the same document.',
  },
  check: (resource, workload) =>
    resource.type === MODEL
      ? checkModel(resource, workload)
      : eachDocument(resource, workload, (document) => checkDocument(document)),
};

type Problem = 'other-draft' | 'rejected-keyword' | 'ignored-keyword' | 'remote-reference' | 'unresolved-reference';

const MESSAGES: { readonly [problem in Problem]: (pointers: string) => string } = {
  'other-draft': (pointers) => `a draft other than draft-04 is declared at ${pointers}`,
  'rejected-keyword': (pointers) => `API Gateway rejects ${pointers}`,
  'ignored-keyword': (pointers) => `API Gateway ignores ${pointers}`,
  'remote-reference': (pointers) => `API Gateway does not fetch the reference at ${pointers}`,
  'unresolved-reference': (pointers) => `the reference at ${pointers} points to a missing part`,
};

function checkModel(model: Resource, workload: Workload): readonly Outcome[] {
  return checkSchema(ModelSchema.rootOf(model, workload), !isOnlyForResponses(usesOfModel(model, workload)));
}

function checkDocument(document: OpenApiDocument): readonly Outcome[] {
  const inRequests = new Set<string>();
  const inline = document.eachBodySchema((schema) => {
    reach(schema, inRequests);
    return checkSchema(schema, true);
  });
  return [...inline, ...each(document.schemas.named(), (schema) => checkSchema(schema, inRequests.has(schema.key)))];
}

/** Collects the schemas that a schema references, directly or indirectly. */
function reach(schema: SchemaNode, reached: Set<string>): void {
  visit(schema, (node) => {
    const target = node.target();
    if (target?.kind !== 'schema') return [];
    const { root } = target.node;
    if (reached.has(root.key)) return [];
    reached.add(root.key);
    reach(root, reached);
    return [];
  });
}

/**
 * Reports one finding for each kind of problem, however often it occurs in the schema.
 *
 * @param validates whether requests are validated with the schema; API Gateway does not validate responses, so ignored keywords do not matter there
 */
function checkSchema(schema: SchemaNode, validates: boolean): readonly Outcome[] {
  const problems = new Map<Problem, string[]>();
  const undetermined = visit(schema, (node) => {
    for (const [problem, pointer] of problemsOf(node)) problems.set(problem, [...(problems.get(problem) ?? []), pointer]);
    return [];
  });
  if (!validates) problems.delete('ignored-keyword');
  return [...[...problems].map(([problem, pointers]) => finding(schema.home.at, problem, MESSAGES[problem](listed(pointers)))), ...undetermined];
}

/** Visits a schema and each of its subschemas. An unknown subschema does not hide the others. */
function visit(schema: SchemaNode, visitor: (node: SchemaNode) => readonly Outcome[]): Outcome[] {
  return all(
    () => visitor(schema),
    () =>
      each(schema.keywords(), (keyword) =>
        Object.hasOwn(INNER, keyword) ? each(INNER[keyword](schema), (node) => visit(node, visitor)) : [],
      ),
  );
}

function problemsOf(node: SchemaNode): [Problem, string][] {
  const keywords = node.keywords();
  const found = (problem: Problem, among: ReadonlySet<string>) =>
    keywords.filter((keyword) => among.has(keyword)).map((keyword): [Problem, string] => [problem, node.child(keyword).shown]);
  return [
    ...found('rejected-keyword', REJECTED),
    ...found('ignored-keyword', IGNORED),
    ...draftProblem(node),
    ...formatProblem(node),
    ...referenceProblem(node),
  ];
}

function draftProblem(node: SchemaNode): [Problem, string][] {
  const draft = node.value.at('$schema').string();
  return draft === undefined || DRAFT_04.test(draft) ? [] : [['other-draft', `${node.child('$schema').shown} (${draft})`]];
}

function formatProblem(node: SchemaNode): [Problem, string][] {
  const format = node.value.at('format').string();
  if (format === undefined || !IGNORED_FORMATS.has(format) || (node.has('minimum') && node.has('maximum'))) return [];
  return [['ignored-keyword', `${node.child('format').shown} (${format})`]];
}

function referenceProblem(node: SchemaNode): [Problem, string][] {
  const target = node.target();
  const shown = () => `${node.child('$ref').shown} (${node.value.at('$ref').string()})`;
  if (target?.kind === 'remote') return [['remote-reference', shown()]];
  return target?.kind === 'nowhere' ? [['unresolved-reference', shown()]] : [];
}
