import type { Parameter } from '../../../lib/gate';
import { mayHoldWildcard } from '../../../lib/runtime-protection/template/wildcard-parameter';

const parameter = (props: Partial<Parameter>): Parameter => ({ name: 'P', type: 'String', noEcho: false, namesResource: false, ...props });

test.each<[Partial<Parameter>]>([
  [{ type: 'Number' }],
  [{ type: 'AWS::EC2::VPC::Id' }],
  [{ type: 'List<AWS::EC2::Subnet::Id>' }],
  [{ allowedValues: ['dev', 'prod'] }],
  [{ namesResource: true }],
  ...['[a-z]+', '^[A-Za-z][A-Za-z0-9-]*$', '[\\w.-]{1,63}', '(dev|prod)?', '\\d{12}', '^(?:[a-z]+-)*[a-z]+$', '[\\d\\-_]+'].map((allowedPattern): [Partial<Parameter>] => [{ allowedPattern }]),
])('none: %j', (props) => {
  expect(mayHoldWildcard(parameter(props))).toBe(false);
});

test.each<[Partial<Parameter>]>([
  [{}],
  [{ type: 'CommaDelimitedList' }],
  [{ type: 'AWS::SSM::Parameter::Value<String>', allowedPattern: '[a-z]+' }],
  [{ allowedValues: ['prod', 'prod-*'] }],
  ...['.*', '\\S+', '[^/]+', '[a-z*]+', '[ -~]+', '\\*', 'a\\?', '[\\x2a]', '\\x2a', '\\p{Punct}+', '[\\p{Punct}]', '[a-z[^b]]', '[!-~&&[^z]]', '[z-a]', '\\Q*\\E']
    .map((allowedPattern): [Partial<Parameter>] => [{ allowedPattern }]),
])('maybe: %j', (props) => {
  expect(mayHoldWildcard(parameter(props))).toBe(true);
});
