/**
 * Splits a CloudFormation template into resources that moto's CloudFormation creates, and resources that it reports as created without creating them.
 */

/** A resource in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: any;
  readonly DependsOn?: string | readonly string[];
}

export interface Template {
  readonly Resources: { readonly [id: string]: TemplateResource };
  readonly Outputs?: { readonly [name: string]: unknown };
}

/** The values of `Ref` and `Fn::GetAtt` for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes?: { readonly [name: string]: string };
}

/** A resource with the values of its properties at deployment. */
export interface MadeResource {
  readonly id: string;
  readonly type: string;
  readonly properties: any;
}

/** The prefix of outputs with the values that skipped resources reference. */
const OUTPUT = 'Stage';

export class SplitTemplate {
  /** The template for CloudFormation. */
  public readonly deployed: Template;
  /** The intrinsic functions of skipped resources, by the output with their value. */
  private readonly questions = new Map<string, unknown>();
  private readonly leftOut: readonly MadeResource[];

  /** @param identities the values of all skipped resources by logical id */
  constructor(template: Template, private readonly identities: ReadonlyMap<string, Identity>) {
    const entries = Object.entries(template.Resources);
    const [leftOut, made] = [true, false].map((isLeftOut) => entries.filter(([id]) => identities.has(id) === isLeftOut));
    this.leftOut = leftOut.map(([id, { Type: type, Properties = {} }]) => ({ id, type, properties: this.asked(this.known(Properties)) }));
    const Resources = Object.fromEntries(made.map(([id, resource]) => [id, this.withoutDependencies(this.known(resource))]));
    const outputs = [...this.questions].map(([name, Value]) => [name, { Value }]);
    this.deployed = { ...this.known(template), Resources, Outputs: { ...this.known(template.Outputs ?? {}), ...Object.fromEntries(outputs) } };
  }

  /** Returns the skipped resources, with the outputs of the deployed ones. */
  public resolved(outputs: ReadonlyMap<string, string>): MadeResource[] {
    const filled = (value: any): any => {
      if (Array.isArray(value)) return value.map(filled);
      if (typeof value !== 'object' || value === null) return value;
      if (typeof value[OUTPUT] === 'string') return outputs.get(value[OUTPUT]);
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)]));
    };
    return this.leftOut.map((resource) => ({ ...resource, properties: filled(resource.properties) }));
  }

  /** Replaces references to skipped resources by their values. */
  private known(value: any): any {
    if (Array.isArray(value)) return value.map((item) => this.known(item));
    if (typeof value !== 'object' || value === null) return value;
    const { Ref, 'Fn::GetAtt': [id, attribute] = [], 'Fn::Sub': text } = value;
    if (this.identities.has(Ref)) return this.valueOf(Ref);
    if (this.identities.has(id)) return this.valueOf(id, attribute);
    if (typeof text === 'string') {
      const filled = (written: string, name: string, part?: string) => (this.identities.has(name) ? this.valueOf(name, part) : written);
      return { 'Fn::Sub': text.replace(/\$\{(\w+)(?:\.(\w+))?\}/g, filled) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.known(item)]));
  }

  private valueOf(id: string, attribute?: string): string {
    const { ref, attributes = {} } = this.identities.get(id)!;
    const value = attribute === undefined ? ref : attributes[attribute];
    if (value === undefined) throw new Error(`The stage does not know ${attribute} of ${id}`);
    return value;
  }

  /** Replaces intrinsic functions by names of outputs. */
  private asked(value: any): any {
    if (Array.isArray(value)) return value.map((item) => this.asked(item));
    if (typeof value !== 'object' || value === null) return value;
    const [key, ...more] = Object.keys(value);
    const isIntrinsic = more.length === 0 && /^(Ref|Fn::\w+)$/.test(key ?? '');
    if (!isIntrinsic) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.asked(item)]));
    const text = JSON.stringify(value);
    const [name] = [...this.questions].find(([, question]) => JSON.stringify(question) === text) ?? [`${OUTPUT}${this.questions.size}`];
    this.questions.set(name, value);
    return { [OUTPUT]: name };
  }

  private withoutDependencies(resource: TemplateResource): TemplateResource {
    if (resource.DependsOn === undefined) return resource;
    return { ...resource, DependsOn: [resource.DependsOn].flat().filter((id) => !this.identities.has(id)) };
  }
}
