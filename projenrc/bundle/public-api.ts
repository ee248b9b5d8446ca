import * as fs from 'fs';
import * as path from 'path';
import { assemblyIn, cdkStructsIn, JsiiCallable, JsiiDefinition, JsiiTypes } from '../../lib/public-api/jsii-types';
import type { PublicApi, PublicClass } from '../../lib/public-api/public-api';

/**
 * Returns the parameters of public classes, from the jsii assemblies of the project and its peers.
 *
 * @param root the folder of the project
 * @param exported the exports of the project's index
 */
export function publicApi(root: string, exported: { readonly [name: string]: unknown }): PublicApi {
  const assembly = assemblyIn(root);
  const cdk = path.join(root, 'node_modules/aws-cdk-lib');
  const types = new JsiiTypes({ ...assemblyIn(path.join(root, 'node_modules/constructs')).types, ...assemblyIn(cdk).types, ...assembly.types }, assembly.name);

  const classOf = ({ initializer, methods = [] }: JsiiDefinition): PublicClass => {
    // The CDK calls overridden methods.
    const called = methods.filter((method) => method.parameters && !method.protected && method.overrides === undefined);
    const callables = (chosen: readonly JsiiCallable[]) =>
      Object.fromEntries(chosen.map(({ name, parameters }) => [name, types.fieldsOf(parameters!)]));
    return {
      ...(initializer?.parameters && { constructs: types.fieldsOf(initializer.parameters) }),
      statics: callables(called.filter((method) => method.static)),
      methods: callables(called.filter((method) => !method.static)),
    };
  };
  const ours = Object.entries(assembly.types);
  const classes = Object.fromEntries(ours.filter(([, { kind }]) => kind === 'class').map(([, definition]) => [definition.name, classOf(definition)]));
  const structs = Object.fromEntries(ours.filter(([, { datatype }]) => datatype).map(([fqn, { name }]) => [name, types.ownStruct(fqn)]));
  const parameters = Object.values(classes)
    .flatMap(({ constructs = {}, statics, methods }) => [constructs, ...Object.values(statics), ...Object.values(methods)]);
  const named = Object.values(structs).flatMap(({ fields, bases = [] }) => [...bases, ...cdkStructsIn(fields)]);
  return {
    classes,
    structs: { ...structs, ...types.cdkStructs([...named, ...parameters.flatMap(cdkStructsIn)]) },
    enums: Object.fromEntries(ours.filter(([, { kind }]) => kind === 'enum').map(([, { name }]) => [name, Object.values(exported[name] as object)])),
    cdkVersion: (JSON.parse(fs.readFileSync(path.join(cdk, 'package.json'), 'utf8')) as { readonly version: string }).version,
  };
}
