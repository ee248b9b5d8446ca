import { binaryMediaTypesOf } from './binary-media-types';
import { Places } from './json-document';
import type { Authorization, BodyModel, Integration, Operation, Parameter, Validator } from './operation';
import { OpenApiSchemas } from './schema-documents';
import type { SchemaNode } from './schema-node';
import { each, Outcome, Property, Resource, Workload } from '../../gate';
import { keysOfReference } from '../../json/json-pointer';

/** The keys of a path item that are operations. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ...['get', 'put', 'post', 'delete', 'options', 'head', 'patch'].map((verb) => [verb, verb.toUpperCase()] as const),
  ['x-amazon-apigateway-any-method', 'ANY'],
]);

/** The scheme with which SAM excludes an operation from the default authorizer of its API. It is never declared. */
const NO_AUTHORIZER = 'NONE';

const PLACES: { readonly [place: string]: string } = { query: 'querystring' };

/** The `Body` of a RestApi: an OpenAPI 3 or Swagger 2 document, with API Gateway's extensions. */
export class OpenApiDocument {
  public readonly root: Property;
  public readonly schemas: OpenApiSchemas;
  private readonly places: Places;

  constructor(
    public readonly api: Resource,
    workload: Workload,
  ) {
    this.root = api.get('Body').document();
    this.places = new Places(this.root);
    this.schemas = new OpenApiSchemas(this.places, workload);
  }

  /** Runs a check for each operation. An undetermined operation does not affect the others. */
  public eachOperation(check: (operation: Operation) => readonly Outcome[]): Outcome[] {
    // The extensions are on the same level as the paths.
    const paths = this.root.at('paths').entries().filter(([path]) => path.startsWith('/'));
    return each(paths, ([path, item]) =>
      each(item.entries(), ([key, operation]) => {
        const verb = VERBS.get(key);
        return verb === undefined ? [] : check(new OpenApiOperation(this, path, verb, item, operation));
      }),
    );
  }

  /** Runs a check for the schema of each body that reaches a backend. */
  public eachBodySchema(check: (schema: SchemaNode) => readonly Outcome[]): Outcome[] {
    return this.eachOperation((operation) =>
      operation.isMock() ? [] : each(operation.bodyModels(), ({ model }) => each([model().schema].filter((schema) => schema !== undefined), check)),
    );
  }

  /** Returns the value at a place, or the target of the `$ref` there. */
  public resolve(place: Property): Property {
    let at = place;
    for (let hops = 0; hops < 20; hops += 1) {
      const reference = at.at('$ref').string();
      if (reference === undefined) return at;
      const steps = keysOfReference(reference);
      if (!steps) break;
      at = this.places.at(steps);
    }
    throw at.undetermined('a reference that leads nowhere in this document');
  }
}

/** An operation of an OpenAPI document. */
class OpenApiOperation implements Operation {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly pathTemplate: string,
    private readonly method: string,
    private readonly item: Property,
    public readonly at: Property,
  ) {}

  public verb(): string {
    return this.method;
  }

  public path(): string {
    return this.pathTemplate;
  }

  public isMock(): boolean {
    return this.integration().type() === 'MOCK';
  }

  public integration(): Integration {
    // HTTP APIs can share integrations by references.
    const integration = this.document.resolve(this.at.at('x-amazon-apigateway-integration'));
    return {
      uri: integration.at('uri'),
      type: () => integration.at('type').string()?.toUpperCase(),
      requestTemplates: integration.at('requestTemplates'),
      passthroughBehavior: integration.at('passthroughBehavior'),
      cacheKeyParameters: integration.at('cacheKeyParameters'),
      responseTemplates: () => integration.at('responses').entries().map(([, response]) => response.at('responseTemplates')),
      responseParameters: () => integration.at('responses').entries().map(([, response]) => response.at('responseParameters')),
    };
  }

  public validator(): Validator | undefined {
    const key = 'x-amazon-apigateway-request-validator';
    const own = this.at.at(key);
    const name = (own.exists ? own : this.document.root.at(key)).string();
    if (name === undefined) return undefined;
    const validator = this.document.root.at('x-amazon-apigateway-request-validators', name);
    return {
      name,
      checksBody: () => validator.at('validateRequestBody').boolean() ?? false,
      checksParameters: () => validator.at('validateRequestParameters').boolean() ?? false,
      isOfSameApi: () => true,
    };
  }

  public bodyModels(): readonly BodyModel[] {
    return this.bodySchemas()
      .filter(({ schema }) => schema.value.exists)
      .map(({ contentType, schema }) => ({
        contentType,
        model: () => ({ name: schema.value.at('$ref').string() ?? 'written inline', schema }),
      }));
  }

  private bodySchemas(): { contentType: string; schema: SchemaNode }[] {
    const content = this.document.resolve(this.at.at('requestBody')).at('content').entries();
    const own = this.at.at('consumes');
    const consumes = (own.exists ? own : this.document.root.at('consumes')).items().map((type) => type.string()!);
    const bodies = this.declared().filter((parameter) => parameter.at('in').string() === 'body');
    return [
      ...content.map(([contentType, media]) => ({ contentType, schema: this.document.schemas.inline(media.at('schema')) })),
      ...bodies.flatMap((body) =>
        (consumes.length > 0 ? consumes : ['application/json']).map((contentType) => ({
          contentType,
          schema: this.document.schemas.inline(body.at('schema')),
        })),
      ),
    ];
  }

  public parameters(): readonly Parameter[] {
    const parameters = this.declared().map((parameter) => {
      const place = parameter.at('in').string() ?? '';
      return { name: parameter.at('name').string() ?? '', place: PLACES[place] ?? place, required: parameter.at('required').boolean() ?? false };
    });
    // An operation's own parameters come last, so they replace those of its path.
    return [...new Map(parameters.map((parameter) => [`${parameter.place} ${parameter.name}`, parameter])).values()];
  }

  private declared(): Property[] {
    return [...this.item.at('parameters').items(), ...this.at.at('parameters').items()].map((parameter) => this.document.resolve(parameter));
  }

  public binaryMediaTypes(): readonly string[] {
    return [
      ...binaryMediaTypesOf(this.document.api),
      ...this.document.root.at('x-amazon-apigateway-binary-media-types').items().map((type) => type.string()!),
    ];
  }

  public authorization(): Authorization {
    if (this.at.at('x-amazon-apigateway-auth', 'type').string()?.toUpperCase() === 'AWS_IAM') {
      return { kind: 'authorized', detail: 'x-amazon-apigateway-auth requires AWS_IAM', apiKeyRequired: false };
    }
    const schemes = this.at.at('security').items().flatMap((requirement) => requirement.entries().map(([name]) => name));
    const kinds = schemes.map((name) => ({ name, kind: this.schemeKind(name) }));
    const apiKeyRequired = kinds.some(({ kind }) => kind === 'api-key');
    const authorizer = kinds.find(({ kind }) => kind === 'authorizer');
    if (authorizer) return { kind: 'authorized', detail: `security requires ${authorizer.name}`, apiKeyRequired };
    const inert = kinds.find(({ kind }) => kind === 'inert');
    if (inert?.name === NO_AUTHORIZER) return { kind: 'none', detail: 'the authorizer is NONE', apiKeyRequired };
    if (inert) {
      const detail = `security scheme ${inert.name} has no x-amazon-apigateway-authorizer, so nothing checks it`;
      return { kind: 'incomplete', detail, apiKeyRequired };
    }
    return { kind: 'none', detail: this.withoutSecurity(apiKeyRequired), apiKeyRequired };
  }

  private withoutSecurity(apiKeyRequired: boolean): string {
    if (apiKeyRequired) return 'the operation has no security besides an API key';
    return this.at.at('security').exists || !this.document.root.at('security').exists
      ? 'the operation has no security'
      : 'the operation has no security of its own, and API Gateway ignores that of the document';
  }

  /** Returns how API Gateway treats a security scheme: as an authorizer, as an API key, or not at all. */
  private schemeKind(name: string): 'authorizer' | 'api-key' | 'inert' {
    const { root } = this.document;
    const [scheme] = [root.at('components', 'securitySchemes', name), root.at('securityDefinitions', name)]
      .filter((place) => place.exists)
      .map((place) => this.document.resolve(place));
    if (!scheme) return 'inert';
    if (scheme.at('x-amazon-apigateway-authorizer').exists) return 'authorizer';
    if (scheme.at('x-amazon-apigateway-authtype').string()?.toLowerCase() === 'awssigv4') return 'authorizer';
    const isKey = scheme.at('type').string() === 'apiKey' && scheme.at('name').string()?.toLowerCase() === 'x-api-key';
    return isKey ? 'api-key' : 'inert';
  }

  public api(): Resource {
    return this.document.api;
  }

  public resourcePolicy(): Property {
    const policy = this.document.api.get('Policy');
    return policy.exists ? policy : this.document.root.at('x-amazon-apigateway-policy');
  }
}
