/**
 * Stages of APIs: from resources of their own, made by a deployment, or made along with a quick-created API.
 */
import { Property, Resource, Workload } from '../../gate';

/** What calls a REST API: a stage, and the resource that makes it. */
export interface RestStage {
  readonly name: Property;
  readonly apiId: Property;
  /** Where the stage's settings are: properties of the stage itself, or the `StageDescription` of a deployment. */
  readonly settings: Property;
}

/** Types that make stages of REST APIs. */
export const REST_STAGE_TYPES = ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment'] as const;

/** Types that make stages of HTTP and WebSocket APIs. */
export const V2_STAGE_TYPES = ['AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Api'] as const;

/** The stage that a resource of {@link REST_STAGE_TYPES} makes; a deployment makes one only where it names it. */
export function restStageOf(resource: Resource): RestStage | undefined {
  const name = resource.get('StageName');
  if (resource.type === 'AWS::ApiGateway::Deployment' && !name.exists) return undefined;
  const settings = resource.type === 'AWS::ApiGateway::Deployment' ? resource.get('StageDescription') : resource.get();
  return { name, apiId: resource.get('RestApiId'), settings };
}

/**
 * Where the settings of the stage that a resource of {@link V2_STAGE_TYPES} makes may be; an empty list where it has
 * none, and undefined where the resource makes no stage.
 */
export function v2StageSettings(resource: Resource, workload: Workload): readonly Property[] | undefined {
  if (resource.type === 'AWS::ApiGatewayV2::Stage') return [resource.get()];
  return isQuickCreated(resource) ? managedOverrides(resource, workload, 'Stage') : undefined;
}

/** Whether an `AWS::ApiGatewayV2::Api` comes with a route and a stage of its own. */
export function isQuickCreated(api: Resource): boolean {
  return api.get('Target').exists;
}

/** What the template says of the route or the stage that came with a quick-created API. */
export function managedOverrides(api: Resource, workload: Workload, part: 'Route' | 'Stage'): readonly Property[] {
  return workload
    .attached(api, 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', 'ApiId')
    .map((overrides) => overrides.get(part))
    .filter((settings) => settings.exists);
}
