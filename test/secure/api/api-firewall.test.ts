import { App, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ApiFirewall, ApiFirewallProps } from '../../../lib/secure/api/api-firewall';

function templateOf(props?: ApiFirewallProps): Template {
  const stack = new Stack(new App(), 'Stack');
  new ApiFirewall(stack, 'Firewall', props).protect('arn:aws:apigateway:eu-west-1::/restapis/abc/stages/prod');
  return Template.fromStack(stack);
}

test('blocks large bodies, too many requests, and attacks that the managed rules detect', () => {
  const template = templateOf();
  const [{ Properties }] = Object.values(template.findResources('AWS::WAFv2::WebACL'));
  expect(Properties.Rules.map(({ Name, Action, Statement }: any) => [Name, Action, Object.keys(Statement)[0]])).toEqual([
    ['BodySize', { Block: {} }, 'SizeConstraintStatement'],
    ['Rate', { Block: {} }, 'RateBasedStatement'],
    ['AWSManagedRulesAmazonIpReputationList', undefined, 'ManagedRuleGroupStatement'],
    ['AWSManagedRulesKnownBadInputsRuleSet', undefined, 'ManagedRuleGroupStatement'],
    ['AWSManagedRulesCommonRuleSet', undefined, 'ManagedRuleGroupStatement'],
  ]);
  expect(Properties.Rules[0].Statement.SizeConstraintStatement).toMatchObject({ ComparisonOperator: 'GT', Size: 8192 });
  expect(Properties.Rules[1].Statement.RateBasedStatement).toEqual({ AggregateKeyType: 'IP', Limit: 2000 });
  expect(Properties.AssociationConfig).toEqual({ RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_16' } } });
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: 'arn:aws:apigateway:eu-west-1::/restapis/abc/stages/prod',
    WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('FirewallWebAcl'), 'Arn'] },
  });
});

test.each([
  [16, 'KB_16'],
  [17, 'KB_32'],
  [40, 'KB_48'],
  [64, 'KB_64'],
])('inspects a whole body of %i KiB', (kibibytes, DefaultSizeInspectionLimit) => {
  templateOf({ maxBodySize: Size.kibibytes(kibibytes) }).hasResourceProperties('AWS::WAFv2::WebACL', {
    AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit } } },
    Rules: Match.arrayWith([Match.objectLike({ Statement: { SizeConstraintStatement: Match.objectLike({ Size: kibibytes * 1024 }) } })]),
  });
});

test('rejects all props that AWS WAF does not support, in one error', () => {
  expect(() => templateOf({ rateLimit: 5, maxBodySize: Size.kibibytes(65) })).toThrow(
    '[Stack/Firewall] rateLimit is 5; a whole number of requests from 10 to 2000000000 is expected; maxBodySize is 65 KiB; 1 to 64 KiB, in whole bytes, are expected',
  );
});
