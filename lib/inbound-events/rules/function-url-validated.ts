import { each, finding, Property, Resource, Rule } from '../../gate';
import { isValidated, knownFunctionAt } from '../template/validated-function';

/** Requests that reach functions without an API Gateway are validated against a schema. */
export const functionUrlValidated: Rule = {
  id: 'FunctionUrlValidated',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'Requests to function URLs and load balancers are validated against a schema before a function acts on them.',
  why: 'Function URLs and load balancers validate nothing: whatever a caller puts into body, path and query string reaches the code.',
  fix: {
    cdk:
      'Give the function an EventValidation with EventSchema.functionUrl, for load balancers with EventSchema.direct; or eventSchemas to a secure ' +
      'function.',
    template:
      'Put the layer of the event validator before the handler; or replace the URL or the load balancer by a REST API with models and validators.',
    sam: 'Put the layer of the event validator before the handler; or use an Api event, with Models and RequestModel, instead of FunctionUrlConfig.',
  },
  acceptable: 'When the handler validates each request against a schema, which templates can’t show: name the schema, and the code that validates.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html',
  resourceTypes: ['AWS::Lambda::Url', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::VpcLattice::TargetGroup'],
  findings: {
    'not-validated': 'Nothing in the template validates requests before the function receives them.',
  },
  check: (resource) => each(functionsOf(resource), (target) => {
    const fn = knownFunctionAt(target);
    return isValidated(fn) ? [] : [finding(resource, 'not-validated', `function ${fn.path} receives requests that no schema validates`)];
  }),
};

/** The functions that receive the requests of a URL or a target group. */
function functionsOf(resource: Resource): readonly Property[] {
  if (resource.type === 'AWS::Lambda::Url') return [resource.get('TargetFunctionArn')];
  const kind = resource.get(resource.type === 'AWS::VpcLattice::TargetGroup' ? 'Type' : 'TargetType').string();
  return kind?.toLowerCase() === 'lambda' ? resource.get('Targets').items().map((target) => target.at('Id')) : [];
}
