import { agentGatewayAuthorized } from '../../../lib/inbound-events/rules/agent-gateway-authorized';
import { ids } from '../../gate/harness';

test.each<[unknown, string[]]>([
  ['AWS_IAM', []],
  ['CUSTOM_JWT', []],
  ['NONE', ['It[not-authorized]']],
  [undefined, ['It[not-authorized]']],
  [{ Ref: 'Open' }, ['It[undetermined]']],
])('authorizer type: %j', (AuthorizerType, expected) => {
  expect(ids(agentGatewayAuthorized, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::BedrockAgentCore::Gateway', Properties: { AuthorizerType } } } })).toEqual(expected);
});
