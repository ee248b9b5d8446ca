import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { TestTemplate, workloadOfApp } from '../../gate/harness';

/** Returns a template with one method, `POST /orders`, and its usual resources. */
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

/** Returns a template with a RestApi from an OpenAPI document, as `SpecRestApi` writes it. */
export function openApiTemplate(body: object, properties: object = {}): TestTemplate {
  return { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: body, ...properties } } } };
}

/** A parameter with two values, and a condition on it. */
export const PROD_OR_DEV = {
  Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
};

/** Returns a workload with a RestApi in one stack, whose methods are in another stack. */
export function workloadAcrossStacks(props: apigateway.RestApiProps, add: (root: apigateway.IResource, api: apigateway.RestApi) => unknown) {
  return workloadOfApp((app) => {
    const api = new apigateway.RestApi(new Stack(app, 'Owner'), 'Api', props);
    api.root.addMethod('OPTIONS', new apigateway.MockIntegration());
    const attributes = { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId };
    add(apigateway.RestApi.fromRestApiAttributes(new Stack(app, 'Other'), 'Imported', attributes).root, api);
  });
}

/** Removes the hashes of the CDK from the ids of findings. */
export function withoutHashes(ids: readonly string[]): string[] {
  return ids.map((id) => id.replace(/[0-9A-F]{8}(?=\[)/, ''));
}
