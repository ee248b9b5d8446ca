import { binaryMediaTypesOf } from './binary-media-types';
import { isSameApi, modelNamed } from './models';
import type { Authorization, BodyModel, Integration, Model, Operation, Parameter, Validator } from './operation';
import { ModelSchema } from './schema-documents';
import { Property, Resource, Workload } from '../../gate';

/** An operation that is declared as an `AWS::ApiGateway::Method`. */
export class MethodOperation implements Operation {
  public readonly at: Property;

  constructor(
    private readonly method: Resource,
    private readonly workload: Workload,
  ) {
    this.at = method.get();
  }

  public verb(): string {
    const verb = this.method.get('HttpMethod');
    const text = verb.string();
    if (text === undefined) throw verb.undetermined('the method has no HttpMethod');
    return text.toUpperCase();
  }

  public path(): string {
    return pathAt(this.method.get('ResourceId'), this.workload) || '/';
  }

  public isMock(): boolean {
    return this.integration().type() === 'MOCK';
  }

  public integration(): Integration {
    const integration = this.method.get('Integration');
    return {
      uri: integration.at('Uri'),
      type: () => integration.at('Type').string()?.toUpperCase(),
      requestTemplates: integration.at('RequestTemplates'),
      passthroughBehavior: integration.at('PassthroughBehavior'),
      cacheKeyParameters: integration.at('CacheKeyParameters'),
      responseTemplates: () => integration.at('IntegrationResponses').items().map((response) => response.at('ResponseTemplates')),
      responseParameters: () => integration.at('IntegrationResponses').items().map((response) => response.at('ResponseParameters')),
    };
  }

  public validator(): Validator | undefined {
    const id = this.method.get('RequestValidatorId');
    if (!id.exists) return undefined;
    const validator = id.reference()?.resource;
    if (validator?.type !== 'AWS::ApiGateway::RequestValidator') {
      throw id.undetermined(`request validator ${id.string()} is not part of this check`);
    }
    return {
      name: validator.logicalId,
      checksBody: () => validator.get('ValidateRequestBody').boolean() ?? false,
      checksParameters: () => validator.get('ValidateRequestParameters').boolean() ?? false,
      isOfSameApi: () => isSameApi(validator.get('RestApiId'), this.method.get('RestApiId')),
    };
  }

  public bodyModels(): readonly BodyModel[] {
    return this.method.get('RequestModels').entries().map(([contentType, name]) => ({ contentType, model: () => this.model(name) }));
  }

  private model(name: Property): Model {
    const model = modelNamed(name, this.method.get('RestApiId'), this.workload);
    if (model === 'built-in') return { name: name.string()! };
    if (model === undefined) throw name.undetermined(`model ${name.string()} is not part of this check`);
    return { name: model.logicalId, schema: ModelSchema.rootOf(model, this.workload) };
  }

  public parameters(): readonly Parameter[] {
    return this.method.get('RequestParameters').entries().map(([key, required]) => {
      const [, place, name] = /^method\.request\.([^.]+)\.(.+)$/.exec(key) ?? [key, '', key];
      return { name, place, required: required.boolean() ?? false };
    });
  }

  public binaryMediaTypes(): readonly string[] {
    const api = this.api();
    if (!api) throw this.method.get('RestApiId').undetermined('the RestApi is not part of this check, so its binary media types are not known');
    return binaryMediaTypesOf(api);
  }

  public authorization(): Authorization {
    const apiKeyRequired = this.method.get('ApiKeyRequired').boolean() ?? false;
    const at = this.method.get('AuthorizationType');
    const type = at.string() ?? 'NONE';
    switch (type.toUpperCase()) {
      case 'NONE':
        return { kind: 'none', detail: at.exists ? 'AuthorizationType is NONE' : 'AuthorizationType is absent, which means NONE', apiKeyRequired };
      case 'AWS_IAM':
        return { kind: 'authorized', detail: 'AuthorizationType is AWS_IAM', apiKeyRequired };
      case 'CUSTOM':
      case 'COGNITO_USER_POOLS':
        return this.method.get('AuthorizerId').exists
          ? { kind: 'authorized', detail: `AuthorizationType is ${type}`, apiKeyRequired }
          : { kind: 'incomplete', detail: `AuthorizationType is ${type}, and AuthorizerId is absent`, apiKeyRequired };
      default:
        throw at.undetermined(`authorization type ${JSON.stringify(type)} is not known`);
    }
  }

  public resourcePolicy(): Property | undefined {
    const api = this.api();
    if (!api || api.get('Policy').exists) return api?.get('Policy');
    return api.get('Body').document().at('x-amazon-apigateway-policy');
  }

  public api(): Resource | undefined {
    const api = this.method.get('RestApiId').reference()?.resource;
    return api?.type === 'AWS::ApiGateway::RestApi' ? api : undefined;
  }
}

/**
 * Returns the path of the resource that a property refers to. Empty for the root of an API.
 *
 * @param below the resources whose path is being determined
 */
function pathAt(place: Property, workload: Workload, below: ReadonlySet<Resource> = new Set()): string {
  const reference = place.reference();
  if (reference?.attribute === 'RootResourceId') return '';
  const resource = reference?.resource;
  if (resource?.type !== 'AWS::ApiGateway::Resource' || below.has(resource)) {
    throw place.undetermined('the resource that it refers to is not part of this check, so its path is not known');
  }
  return workload.once(pathAt, resource, () => {
    const part = resource.get('PathPart').string() ?? '';
    return `${pathAt(resource.get('ParentId'), workload, new Set(below).add(resource))}/${part}`;
  });
}
