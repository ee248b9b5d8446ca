import { finding, Rule } from '../../gate';

/** Callers of the tools behind a gateway of agents are authenticated. */
export const agentGatewayAuthorized: Rule = {
  id: 'AgentGatewayAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each gateway of Amazon Bedrock AgentCore authenticates callers.',
  why: 'A gateway has a public endpoint. Without authentication, anyone on the internet can call its tools, with any input and with the role of the gateway.',
  fix: {
    cdk: 'Set authorizerConfiguration: GatewayAuthorizer.usingAwsIam(), usingCognito or usingCustomJwt on the Gateway.',
    template: 'Set AuthorizerType: AWS_IAM, or CUSTOM_JWT with a CustomJWTAuthorizer.',
  },
  acceptable: 'If an interceptor of the gateway verifies each request: name its function. If the tools are public on purpose: say what limits abuse.',
  link: 'https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html',
  resourceTypes: ['AWS::BedrockAgentCore::Gateway'],
  findings: {
    'not-authorized': 'The gateway accepts requests of everyone.',
  },
  check: (gateway) => {
    const type = gateway.get('AuthorizerType');
    return (type.string() ?? 'NONE') === 'NONE' ? [finding(gateway, 'not-authorized', 'AuthorizerType is NONE')] : [];
  },
};
