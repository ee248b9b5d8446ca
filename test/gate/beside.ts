import type { TestTemplate } from './harness';

const FUNCTION = { 'Fn::GetAtt': ['Fn', 'Arn'] };

/** Properties that must accompany a property for it to start a function, by `type path`. */
export const BESIDE: { readonly [line: string]: { readonly properties?: object; readonly resources?: TestTemplate['Resources']; readonly on?: string } } = {
  'AWS::ApiGateway::Method Integration.Uri': {
    properties: { HttpMethod: 'POST', RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, Integration: { Type: 'AWS_PROXY', Uri: FUNCTION } },
    resources: { Api: { Type: 'AWS::ApiGateway::RestApi' } },
  },
  'AWS::ApiGatewayV2::Api Target': { properties: { ProtocolType: 'HTTP' } },
  'AWS::ApiGatewayV2::Integration IntegrationUri': {
    properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY' },
    resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
      Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'GET /', Target: { 'Fn::Sub': 'integrations/${Probe}' } } },
    },
    on: 'Route',
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup Targets.*.Id': { properties: { TargetType: 'lambda' } },
  'AWS::Events::Rule Targets.*.Arn': { properties: { EventPattern: { source: ['shop'] } } },
  'AWS::StepFunctions::StateMachine Definition': { properties: { Definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: FUNCTION } } } } },
  'AWS::StepFunctions::StateMachine DefinitionString': {
    properties: { DefinitionString: { 'Fn::Join': ['', ['{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"', FUNCTION, '"}}}']] } },
  },
  'AWS::SNS::Subscription Endpoint': { properties: { Protocol: 'lambda' } },
  'AWS::SNS::Topic Subscription.*.Endpoint': { properties: { Subscription: [{ Protocol: 'lambda', Endpoint: FUNCTION }] } },
};
