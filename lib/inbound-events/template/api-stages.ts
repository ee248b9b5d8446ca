/**
 * Stages of APIs: separate resources, or created by a deployment or a quick-created API.
 */
import { Property, Resource, Workload } from '../../gate';

/** A stage of a REST API, and the resource that creates it. */
export interface RestStage {
  readonly name: Property;
  readonly apiId: Property;
  /** The settings of the stage: properties of the stage itself, or the `StageDescription` of a deployment. */
  readonly settings: Property;
}

/** Types that create stages of REST APIs. */
export const REST_STAGE_TYPES = ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment'] as const;

/** Types that create stages of HTTP and WebSocket APIs. */
export const V2_STAGE_TYPES = ['AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Api'] as const;

/** Returns the stage that a resource of {@link REST_STAGE_TYPES} creates. A deployment creates a stage only if it names one. */
export function restStageOf(resource: Resource): RestStage | undefined {
  const name = resource.get('StageName');
  if (resource.type === 'AWS::ApiGateway::Deployment' && !name.exists) return undefined;
  const settings = resource.type === 'AWS::ApiGateway::Deployment' ? resource.get('StageDescription') : resource.get();
  return { name, apiId: resource.get('RestApiId'), settings };
}

/** Returns the name of the stage in messages. A deployment is not a stage itself. */
export function stageIn(resource: Resource): string {
  if (resource.type !== 'AWS::ApiGateway::Deployment') return 'the stage';
  const name = resource.get('StageName').literal();
  return `the stage ${typeof name === 'string' ? `${name} ` : ''}that this deployment creates`;
}

/**
 * Returns the possible locations of the settings of a stage that a resource of {@link V2_STAGE_TYPES} creates. Empty if the stage has no settings,
 * undefined if the resource creates no stage.
 */
export function v2StageSettings(resource: Resource, workload: Workload): readonly Property[] | undefined {
  if (resource.type === 'AWS::ApiGatewayV2::Stage') return [resource.get()];
  return isQuickCreated(resource) ? managedOverrides(resource, workload, 'Stage') : undefined;
}

/** Checks whether an `AWS::ApiGatewayV2::Api` creates a route and a stage. */
export function isQuickCreated(api: Resource): boolean {
  return api.get('Target').exists;
}

/** Returns the template's settings for the route or the stage of a quick-created API. */
export function managedOverrides(api: Resource, workload: Workload, part: 'Route' | 'Stage'): readonly Property[] {
  return workload
    .attached(api, 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', 'ApiId')
    .map((overrides) => overrides.get(part))
    .filter((settings) => settings.exists);
}
