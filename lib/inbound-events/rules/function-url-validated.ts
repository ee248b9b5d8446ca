import { each, finding, Property, Resource, Rule } from '../../gate';
import { ACCEPTS_ANYTHING, checkSchemas, NO_SCHEMA_FOR_SOURCE } from '../template/recorded-events';
import { isValidated, knownFunctionAt } from '../template/validated-function';

/** Requests that reach functions without API Gateway are validated against a schema. */
export const functionUrlValidated: Rule = {
  id: 'FunctionUrlValidated',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'Requests to function URLs and load balancers are validated against a schema before a function acts on them.',
  why: 'Function URLs and load balancers validate nothing: any body, path and query string of a caller reaches the code.',
  fix: {
    cdk:
      'Give the function an EventValidation with EventSchema.functionUrl, for load balancers with EventSchema.direct; or eventSchemas to a secure ' +
      'function.',
    template:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or replace the URL or ' +
      'the load balancer by a REST API with models and validators.',
    sam:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or replace ' +
      'FunctionUrlConfig by an Api event with models in DefinitionBody.',
  },
  acceptable: 'If the handler validates each request against a schema, which templates can’t show: name the schema, and the code that validates.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html',
  resourceTypes: ['AWS::Lambda::Url', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::VpcLattice::TargetGroup'],
  findings: {
    'not-validated': 'Nothing in the template validates requests before the function receives them.',
    [ACCEPTS_ANYTHING]: 'The schema of the requests accepts any value, any object, any list or any text.',
    [NO_SCHEMA_FOR_SOURCE]: 'The function’s validator has no schema for these events, and rejects them all.',
  },
  check: (resource) => each(functionsOf(resource), (target) => {
    const fn = knownFunctionAt(target);
    if (isValidated(fn)) return checkSchemas(resource, fn, { source: resource.type === 'AWS::Lambda::Url' ? 'functionUrl' : 'direct' });
    return [finding(resource, 'not-validated', `function ${fn.path} receives requests that no schema validates`)];
  }),
};

/** Returns the functions that receive the requests of a URL or a target group. */
function functionsOf(resource: Resource): readonly Property[] {
  if (resource.type === 'AWS::Lambda::Url') return [resource.get('TargetFunctionArn')];
  const kind = resource.get(resource.type === 'AWS::VpcLattice::TargetGroup' ? 'Type' : 'TargetType').string();
  return kind?.toLowerCase() === 'lambda' ? resource.get('Targets').items().map((target) => target.at('Id')) : [];
}
