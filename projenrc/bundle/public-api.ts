import * as fs from 'fs';
import * as path from 'path';
import { cdkEnum } from '../../lib/public-api/installed-cdk';
import { assemblyIn, JsiiCallable, JsiiDefinition, JsiiTypes, namesIn, valuesOf } from '../../lib/public-api/jsii-types';
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
    const called = methods.filter((method) => method.parameters && !method.protected);
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
  const named = Object.values(structs).flatMap(({ fields, bases = [] }) => [...bases, ...namesIn(fields, 'struct')]);
  const all = { ...structs, ...types.cdkStructs([...named, ...parameters.flatMap((fields) => namesIn(fields, 'struct'))]) };
  const used = (kind: 'interface' | 'value') => [...new Set([...parameters, ...Object.values(all).map(({ fields }) => fields)].flatMap((fields) => namesIn(fields, kind)))].sort();
  return {
    classes,
    structs: all,
    enums: {
      ...Object.fromEntries(ours.filter(([, { kind }]) => kind === 'enum').map(([, { name }]) => [name, valuesOf(exported[name] as object)])),
      ...Object.fromEntries(used('value').map((fqn) => [fqn, cdkEnum(fqn)])),
    },
    members: types.members(used('interface')),
    cdkVersion: (JSON.parse(fs.readFileSync(path.join(cdk, 'package.json'), 'utf8')) as { readonly version: string }).version,
  };
}
