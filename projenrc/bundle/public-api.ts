import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import type { Fields, PublicApi, PublicClass, Struct, Type } from '../../lib/public-api/public-api';

interface JsiiType {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: JsiiType };
}

interface JsiiMember {
  readonly name: string;
  readonly type: JsiiType;
  readonly optional?: boolean;
}

interface JsiiCallable {
  readonly name: string;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly overrides?: string;
  readonly parameters?: readonly JsiiMember[];
}

interface JsiiDefinition {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly properties?: readonly JsiiMember[];
  readonly initializer?: JsiiCallable;
  readonly methods?: readonly JsiiCallable[];
}

interface Assembly {
  readonly name: string;
  readonly types: { readonly [fqn: string]: JsiiDefinition };
}

/**
 * The parameters of public classes, by the jsii assemblies of a project and its peers.
 *
 * @param root the folder of the project
 * @param exported what its index exports
 */
export function publicApi(root: string, exported: { readonly [name: string]: unknown }): PublicApi {
  const assembly = assemblyIn(root);
  const types = { ...assemblyIn(path.join(root, 'node_modules/constructs')).types, ...assemblyIn(path.join(root, 'node_modules/aws-cdk-lib')).types, ...assembly.types };
  const isOwn = (fqn: string) => fqn.startsWith(`${assembly.name}.`);

  const typeOf = ({ primitive, fqn, collection }: JsiiType): Type => {
    if (collection !== undefined) return collection.kind === 'array' ? { list: typeOf(collection.elementtype) } : { map: typeOf(collection.elementtype) };
    if (fqn === undefined) return primitive === 'json' ? 'any' : (primitive ?? 'any');
    const { kind, datatype, name } = types[fqn];
    if (isOwn(fqn) && (datatype || kind === 'enum')) return `${datatype ? 'struct' : 'enum'} ${name}`;
    return `${kind === 'enum' ? 'value' : kind} ${fqn}`;
  };
  const fieldsOf = (members: readonly JsiiMember[]): Fields => Object.fromEntries(members.map(({ name, type, optional }) => [optional ? `${name}?` : name, typeOf(type)]));
  const ancestorsOf = (fqn: string): string[] => [fqn, ...(types[fqn].interfaces ?? []).flatMap(ancestorsOf)];
  const structOf = (fqn: string): Struct => {
    const [ours, others] = [ancestorsOf(fqn).filter(isOwn), ancestorsOf(fqn).filter((each) => !isOwn(each))];
    const [own, inherited] = [ours, others].map((list) => list.flatMap((each) => types[each].properties ?? []));
    // Types of the CDK's options may widen in later versions; required options stay required.
    const fields = fieldsOf([...own, ...inherited.filter(({ optional }) => !optional)]);
    return others.length === 0 ? { fields } : { fields, inherited: inherited.map(({ name }) => name) };
  };
  const classOf = ({ initializer, methods = [] }: JsiiDefinition): PublicClass => {
    // The CDK calls overridden methods.
    const called = methods.filter((method) => method.parameters && !method.protected && method.overrides === undefined);
    const callables = (chosen: readonly JsiiCallable[]) => Object.fromEntries(chosen.map(({ name, parameters }) => [name, fieldsOf(parameters!)]));
    return {
      ...(initializer?.parameters && { constructs: fieldsOf(initializer.parameters) }),
      statics: callables(called.filter((method) => method.static)),
      methods: callables(called.filter((method) => !method.static)),
    };
  };
  const ours = Object.entries(assembly.types);
  return {
    classes: Object.fromEntries(ours.filter(([, { kind }]) => kind === 'class').map(([, definition]) => [definition.name, classOf(definition)])),
    structs: Object.fromEntries(ours.filter(([, { datatype }]) => datatype).map(([fqn, { name }]) => [name, structOf(fqn)])),
    enums: Object.fromEntries(ours.filter(([, { kind }]) => kind === 'enum').map(([, { name }]) => [name, Object.values(exported[name] as object)])),
  };
}

/** The jsii assembly of a package; a large one is in a compressed file beside it. */
function assemblyIn(folder: string): Assembly {
  const read = (file: string) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  const assembly = read('.jsii') as Assembly & { readonly schema: string; readonly filename?: string };
  return assembly.schema === 'jsii/file-redirect' ? (JSON.parse(gunzipSync(fs.readFileSync(path.join(folder, assembly.filename!))).toString('utf8')) as Assembly) : assembly;
}
