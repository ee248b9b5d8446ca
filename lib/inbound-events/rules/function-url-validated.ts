import { isValidated, knownFunctionAt } from './validated-function';
import { finding, Rule } from '../../gate';

/** Requests to function URLs are held against a schema. */
export const functionUrlValidated: Rule = {
  id: 'FunctionUrlValidated',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'Requests to function URLs are held against a schema before the function acts on them.',
  why: 'A function URL validates nothing: whatever a caller puts into body, path and query string reaches the code.',
  fix: {
    cdk: 'Give the function an EventValidation with EventSchema.functionUrl, or eventSchemas to a secure function.',
    template: 'Put the layer of the event validator before the handler; or put a REST API with models and validators in the place of the URL.',
  },
  acceptable: 'When the handler holds each request against a schema, which no template shows: name the schema and where it is checked.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html',
  resourceTypes: ['AWS::Lambda::Url'],
  findings: {
    'not-validated': 'Nothing in the template checks requests before the function gets them.',
  },
  check: (url) => {
    const fn = knownFunctionAt(url.get('TargetFunctionArn'));
    return isValidated(fn) ? [] : [finding(url, 'not-validated', `function ${fn.path} gets requests that no schema checks`)];
  },
};
