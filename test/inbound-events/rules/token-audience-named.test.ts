import { tokenAudienceNamed as rule } from '../../../lib/inbound-events/rules/token-audience-named';
import { ids } from '../../gate/harness';

const found = (Audience: unknown, AuthorizerType = 'JWT') =>
  ids(rule, {
    Parameters: { Open: { Type: 'CommaDelimitedList' }, Client: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerType, JwtConfiguration: { Issuer: 'https://id.example.com', Audience } } } },
  });

test.each([
  [['client'], []],
  [[{ Ref: 'Client' }], []],
  [undefined, ['It[no-audience]']],
  [[], ['It[no-audience]']],
  [{ Ref: 'Open' }, ['It[undetermined]']],
])('audience: %j', (audience, expected) => {
  expect(found(audience)).toEqual(expected);
});

test('compliant: a request authorizer', () => expect(found(undefined, 'REQUEST')).toEqual([]));
