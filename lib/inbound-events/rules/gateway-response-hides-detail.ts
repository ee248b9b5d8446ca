import { all, each, finding, Outcome, Property, Rule } from '../../gate';
import { eachDocument } from '../template/rest-api';

const AGENT_GATEWAY = 'AWS::BedrockAgentCore::Gateway';

/** Gateway responses reveal no internals, and echo no part of the request. */
export const gatewayResponseHidesDetail: Rule = {
  id: 'GatewayResponseHidesDetail',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Error responses of REST APIs and of agent gateways reveal no internals, and do not echo requests.',
  why:
    'Reasons of a rejection, claims of an authorizer and errors of a backend guide an attacker’s next attempt. A value of the request that is ' +
    'echoed in the response can carry an attacker’s scripts and headers to another user’s browser.',
  fix: {
    cdk:
      'Use only fixed texts, $context.error.message and $context.requestId in templates and responseHeaders of addGatewayResponse. Write the rest ' +
      'to the access log.',
    template:
      'Use only fixed texts, $context.error.message and $context.requestId in ResponseTemplates and ResponseParameters, and the rest ' +
      'in the access log. Leave out ExceptionLevel.',
    sam: 'In GatewayResponses, use only fixed texts, $context.error.message and $context.requestId. Write the rest to the access log.',
  },
  acceptable: 'If only developers of the API call it, as on a stage for tests: say who they are, and how others are excluded.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html',
  resourceTypes: ['AWS::ApiGateway::GatewayResponse', 'AWS::ApiGateway::RestApi', AGENT_GATEWAY],
  findings: {
    'reveals-detail': 'A response contains data that only the owner of the API should see.',
    'echoes-request': 'A response contains a value of the caller.',
  },
  check: (resource, workload) => {
    if (resource.type === AGENT_GATEWAY) return checkExceptions(resource.get('ExceptionLevel'));
    if (resource.type === 'AWS::ApiGateway::GatewayResponse') {
      return checkResponse(resource.get('ResponseTemplates'), resource.get('ResponseParameters'));
    }
    return eachDocument(resource, workload, ({ root }) =>
      each(root.at('x-amazon-apigateway-gateway-responses').entries(), ([, response]) =>
        checkResponse(response.at('responseTemplates'), response.at('responseParameters')),
      ),
    );
  },
};

/** Without a level, a gateway of Amazon Bedrock AgentCore returns a general message. */
function checkExceptions(level: Property): readonly Outcome[] {
  return level.string() === 'DEBUG' ? [finding(level, 'reveals-detail', 'ExceptionLevel is DEBUG: responses contain the errors of targets')] : [];
}

/** Variables that reveal internals: the failed check, the identity of the caller, the backend, the configuration. */
const REVEALING =
  /(?:context\.(?:error\.validationErrorString|integrationErrorMessage|integration\b|authoriz(?:er|e)\b|authenticate\b|identity\b|waf\b|accountId\b)|stageVariables\b)[\w.]*/;

/** Variables with values of the caller. */
const ECHOING = /(?:(?:method|route)\.(?:request|input)\b|input\b(?=[.(])|context\.path\b)[\w.-]*/;

function checkResponse(templates: Property, parameters: Property): readonly Outcome[] {
  return all(
    () => each(templates.entries(), ([, template]) => checkText(template, template.string()!, '\\$\\{?')),
    () => each(parameters.entries(), ([, parameter]) => {
      const value = parameter.string()!;
      // API Gateway puts static values in single quotes.
      return value.startsWith("'") ? [] : checkText(parameter, value, '^\\$?');
    }),
  );
}

/** Searches a text for variables, each of which starts with a prefix. */
function checkText(at: Property, text: string, prefix: string): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const [revealed] = new RegExp(prefix + REVEALING.source).exec(text) ?? [];
  if (revealed !== undefined) outcomes.push(finding(at, 'reveals-detail', `the response contains ${revealed}`));
  const [echoed] = new RegExp(prefix + ECHOING.source).exec(text) ?? [];
  if (echoed !== undefined) outcomes.push(finding(at, 'echoes-request', `the response contains ${echoed}, a value of the caller`));
  return outcomes;
}
