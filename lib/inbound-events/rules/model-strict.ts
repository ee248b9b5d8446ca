import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { isOnlyForResponses, usesOfModel } from '../template/model-uses';
import type { OpenApiDocument } from '../template/openapi-document';
import { listed } from '../template/pointers';
import { eachDocument } from '../template/rest-api';
import { ModelSchema } from '../template/schema-documents';
import { Gap, STRICTNESS_RULE, StrictnessReview } from '../template/schema-strictness';

const MODEL = 'AWS::ApiGateway::Model';
const WEB_SOCKET_MODEL = 'AWS::ApiGatewayV2::Model';

/** Values that a schema with each gap accepts. */
const ACCEPTED: { readonly [gap in Gap]: string } = {
  'any-type': 'values of any type are accepted',
  'unknown-properties': 'unknown properties are accepted',
  'unbounded-properties': 'any number of properties is accepted',
  'unbounded-string': 'strings of any length are accepted',
  'unbounded-number': 'numbers of any size are accepted',
  'unbounded-array': 'arrays of any length are accepted',
  'any-items': 'array elements of any kind are accepted',
};

/** The schemas of request bodies are strict. */
export const modelStrict: Rule = {
  id: STRICTNESS_RULE,
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'The schemas of request bodies reject unknown properties, and limit each string, number and array.',
  why:
    'A loose schema accepts input that the code does not expect: properties that overwrite others, strings that fill memory or carry an injection, ' +
    'lists that take minutes to process.',
  fix: {
    cdk:
      'Set additionalProperties: false, maxLength (or enum, or a bounded pattern), minimum, maximum and maxItems in addModel. With allOf, list all ' +
      'names in the outer schema, and close it.',
    template:
      'Set additionalProperties: false, maxLength (or enum, or a bounded pattern), minimum, maximum and maxItems. With allOf, list all names in ' +
      'the outer schema and close that one.',
    sam:
      'In Models, set additionalProperties: false, maxLength (or enum, or a bounded pattern), minimum, maximum and maxItems. With allOf, list all names ' +
      'in the outer schema and close that one.',
  },
  acceptable:
    'If a part may have any content, such as data that is only stored: say what limits it. API Gateway drops maxItems when it imports OpenAPI, so the ' +
    'function has to check the length of arrays, too.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html',
  resourceTypes: [MODEL, WEB_SOCKET_MODEL, 'AWS::ApiGateway::RestApi'],
  findings: {
    'any-type': 'A value may have any type.',
    'unknown-properties': 'An object may have properties that the schema does not declare.',
    'unbounded-properties': 'An object may have any number of properties.',
    'unbounded-string': 'A string may have any length.',
    'unbounded-number': 'A number lacks a minimum or a maximum.',
    'unbounded-array': 'An array may have any length.',
    'any-items': 'An array may have elements of any kind.',
  },
  check: (resource, workload) =>
    resource.type !== 'AWS::ApiGateway::RestApi' ? checkModel(resource, workload) : eachDocument(resource, workload, (document) => checkDocument(document)),
};

function checkModel(model: Resource, workload: Workload): readonly Outcome[] {
  const uses = usesOfModel(model, workload);
  if (isOnlyForResponses(uses)) return [];
  const isOnlyExtended = uses.has('extension') && !uses.has('request');
  const review = new StrictnessReview((home) => home.at.resource === model, isOnlyExtended);
  review.add(ModelSchema.rootOf(model, workload));
  return outcomesOf(review);
}

function checkDocument(document: OpenApiDocument): readonly Outcome[] {
  const review = new StrictnessReview((home) => home.at.resource === document.api);
  const unknown = document.eachBodySchema((schema) => {
    review.add(schema);
    return [];
  });
  return [...unknown, ...outcomesOf(review)];
}

function outcomesOf(review: StrictnessReview): readonly Outcome[] {
  const findings = review
    .gaps()
    .flatMap(({ at, byKind }) => [...byKind].map(([gap, pointers]) => finding(at, gap, `${ACCEPTED[gap]} at ${listed(pointers)}`)));
  return [...findings, ...review.outcomes()];
}
