import { rejectedFunctions } from '../../../lib/gate/templates/rejected-functions';
import { StackTemplate, type TemplateBody } from '../../../lib/gate/templates/template';

const rejected = (value: unknown, sections: object = {}) => {
  const body = { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } }, Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { V: value } } }, ...sections } as TemplateBody;
  return rejectedFunctions(new StackTemplate({ file: 't.yaml', body })).map(({ location, reason }) => `${location}: ${reason}`);
};

test.each<[unknown]>([
  [{ Ref: 'P' }], [{ Ref: 'AWS::NoValue' }], [{ 'Fn::GetAtt': 'Q.Arn' }], [{ 'Fn::GetAtt': ['Q', { Ref: 'P' }] }], [{ 'Fn::If': ['C', 'a', { Ref: 'P' }] }],
  [{ 'Fn::Sub': '${P}-${Q.Arn}-${AWS::Region}-${!Literal}' }], [{ 'Fn::Sub': ['${Own}', { Own: { Ref: 'P' } }] }], [{ 'Fn::Join': ['', { 'Fn::Split': [',', 'a,b'] }] }],
  [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }], [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }], [{ 'Fn::FindInMap': ['M', 'a', 'k', { DefaultValue: 'x' }] }],
  [{ 'Fn::ImportValue': { 'Fn::Sub': '${P}-x' } }], [{ 'Fn::Base64': 'x' }], [{ Ref: 'P', Other: 'a map of its own' }], [{ Metadata: { Ref: 'Nothing' } }],
])('accepted: %j', (value) => {
  expect(rejected(value)).toEqual([]);
});

test.each<[unknown, string]>([
  [{ Ref: ['P'] }, 'Ref takes a name'],
  [{ Ref: 'Nothing' }, 'Ref names Nothing, which the template does not have'],
  [{ 'Fn::GetAtt': 'Q' }, 'Fn::GetAtt takes a resource and an attribute'],
  [{ 'Fn::GetAtt': ['Nothing', 'Arn'] }, 'Fn::GetAtt names Nothing, which the template does not have'],
  [{ 'Fn::If': ['C', 'a'] }, 'Fn::If takes a condition and two values'],
  [{ 'Fn::If': ['D', 'a', 'b'] }, 'Fn::If names condition D, which the template does not have'],
  [{ 'Fn::Sub': { a: 'b' } }, 'Fn::Sub takes a text, or a list of a text and its variables'],
  [{ 'Fn::Sub': ['a'] }, 'Fn::Sub takes a text, or a list of a text and its variables'],
  [{ 'Fn::Sub': '${Nothing.Arn}' }, 'Fn::Sub names Nothing.Arn, which the template does not have'],
  [{ 'Fn::Join': ['a'] }, 'Fn::Join takes a separator and a list'],
  [{ 'Fn::Join': [',', 'a'] }, 'Fn::Join takes a separator and a list'],
  [{ 'Fn::Select': [1] }, 'Fn::Select takes an index and a list'],
  [{ 'Fn::Split': ['x'] }, 'Fn::Split takes a separator and a text'],
  [{ 'Fn::FindInMap': ['x'] }, 'Fn::FindInMap takes a map and two keys'],
  [{ 'Fn::ImportValue': ['x'] }, 'Fn::ImportValue takes the name of an export'],
  [{ 'Fn::Base64': ['x'] }, 'Fn::Base64 takes a text'],
])('rejected: %j', (value, reason) => {
  expect(rejected(value)).toEqual([`Resources.Q.Properties.V: ${reason}`]);
});

test('functions in conditions and outputs', () => {
  expect(rejected('x', { Conditions: { C: { 'Fn::Not': ['a', 'b'] }, D: { 'Fn::And': [{ 'Fn::Equals': ['a'] }] } }, Outputs: { O: { Value: { 'Fn::Or': [] } } } })).toEqual([
    'Outputs.O.Value: Fn::Or takes two to ten conditions',
    'Conditions.C: Fn::Not takes one condition',
    'Conditions.D: Fn::And takes two to ten conditions',
    'Conditions.D.Fn::And[0]: Fn::Equals takes two values',
  ]);
});

test('names are not looked up if a macro may add them, and nothing is checked if a custom macro runs', () => {
  const broken = [{ Ref: 'Nothing' }, { 'Fn::If': ['C', 'a'] }];
  expect(rejected(broken, { Transform: 'AWS::LanguageExtensions' })).toEqual(['Resources.Q.Properties.V[1]: Fn::If takes a condition and two values']);
  expect(rejected(broken, { Transform: ['AWS::LanguageExtensions', 'Mine'] })).toEqual([]);
});

test('at most 20 are reported', () => {
  expect(rejected(Array.from({ length: 100 }, () => ({ Ref: 'Nothing' })))).toHaveLength(20);
});
