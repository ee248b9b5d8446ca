import { TestTemplate } from '../../gate/harness';

/** A template with one Method, `POST /orders`, and what usually is around it. */
export function methodTemplate(method: object, others: TestTemplate['Resources'] = {}, sections: object = {}): TestTemplate {
  return {
    ...sections,
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'orders' } },
      Orders: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'orders' },
      },
      Order: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { RestApiId: { Ref: 'Api' }, ParentId: { Ref: 'Orders' }, PathPart: '{id}' },
      },
      Model: {
        Type: 'AWS::ApiGateway::Model',
        Properties: { RestApiId: { Ref: 'Api' }, Schema: { type: 'object', additionalProperties: false } },
      },
      Validator: {
        Type: 'AWS::ApiGateway::RequestValidator',
        Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestBody: true, ValidateRequestParameters: true },
      },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ResourceId: { Ref: 'Orders' },
          HttpMethod: 'POST',
          Integration: { Type: 'AWS_PROXY' },
          ...method,
        },
      },
      ...others,
    },
  };
}

/** A template with a RestApi made from an OpenAPI document, as `SpecRestApi` writes it. */
export function openApiTemplate(body: object, properties: object = {}): TestTemplate {
  return { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: body, ...properties } } } };
}

/** A parameter with two values, and a condition on it. */
export const PROD_OR_DEV = {
  Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
};
