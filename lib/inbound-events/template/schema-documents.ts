import { Places } from './json-document';
import { modelNamed } from './models';
import { SchemaHome, SchemaNode, Target } from './schema-node';
import type { Property, Resource, Workload } from '../../gate';
import { keysOfReference } from '../../json/json-pointer';

/** The address of a model in an API, in the format of API Gateway. */
const MODEL_ADDRESS = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/([^/]+)\/models\/([^/]+)$/;

/** The `Schema` of an `AWS::ApiGateway::Model`. */
export class ModelSchema implements SchemaHome {
  /**
   * Returns the schema at the top of a model; the same node for all that use the model.
   *
   * @throws Undetermined as {@link root}
   */
  public static rootOf(model: Resource, workload: Workload): SchemaNode {
    return workload.once(ModelSchema, model, () => new ModelSchema(model, workload).root);
  }

  public readonly at: Property;
  private top?: SchemaNode;

  private constructor(
    private readonly model: Resource,
    private readonly workload: Workload,
  ) {
    this.at = model.get('Schema');
  }

  /** @throws Undetermined if the schema is neither an object nor the JSON text of one */
  public get root(): SchemaNode {
    return (this.top ??= new SchemaNode(this, '', this.at.document()));
  }

  public follow(reference: Property): Target {
    return byPointer(reference, (steps) => this.root.child(...steps))
      ?? byAddress(reference, this.model.get('RestApiId'), this.workload);
  }
}

/** The schemas of an OpenAPI document. */
export class OpenApiSchemas {
  constructor(
    private readonly places: Places,
    private readonly workload: Workload,
  ) {}

  /** Returns the schemas that have a name. */
  public named(): SchemaNode[] {
    return [['components', 'schemas'], ['definitions']].flatMap((path) =>
      this.places.at(path).entries().map(([, schema]) => this.root(schema)),
    );
  }

  /** Returns the schema at the place where it is used. */
  public inline(place: Property): SchemaNode {
    return this.root(place);
  }

  private root(place: Property): SchemaNode {
    const home: SchemaHome = {
      at: place,
      get root() {
        return new SchemaNode(home, '', place);
      },
      follow: (reference) => byPointer(reference, (steps) => this.atPointer(steps))
        ?? byAddress(reference, place.resource.get('RestApiId'), this.workload),
    };
    return home.root;
  }

  private atPointer(steps: readonly string[]): SchemaNode {
    const depth = steps[0] === 'definitions' ? 2 : steps[0] === 'components' ? 3 : steps.length;
    return this.root(this.places.at(steps.slice(0, depth))).child(...steps.slice(depth));
  }
}

function byPointer(reference: Property, at: (steps: string[]) => SchemaNode): Target | undefined {
  const steps = keysOfReference(reference.string()!);
  if (!steps) return undefined;
  const node = at(steps);
  return node.value.exists ? { kind: 'schema', node } : { kind: 'nowhere' };
}

function byAddress(reference: Property, api: Property, workload: Workload): Target {
  const [, , name] = MODEL_ADDRESS.exec(reference.string()!) ?? [];
  if (name === undefined) return { kind: 'remote' };
  const model = modelNamed(reference, api, workload, name);
  if (model === undefined) return { kind: 'unknown-model' };
  if (model === 'built-in') return { kind: 'built-in' };
  return { kind: 'schema', node: ModelSchema.rootOf(model, workload) };
}
