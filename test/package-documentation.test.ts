import * as fs from 'fs';
import * as path from 'path';

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string };
}

interface PublicSymbol {
  readonly name: string;
  readonly summary?: string;
}

interface Callable extends Documented {
  readonly parameters?: readonly Documented[];
}

interface Type extends Documented {
  readonly fqn: string;
  readonly members?: readonly Documented[];
  readonly properties?: readonly Documented[];
  readonly initializer?: Callable;
  readonly methods?: readonly Callable[];
}

/** Returns every public symbol: types, members of enums, properties, methods, and parameters of these and of constructors. */
function symbolsOf({ fqn, docs, members = [], properties = [], initializer, methods = [] }: Type): PublicSymbol[] {
  const symbol = (name: string, documented: Pick<Documented, 'docs'>) => ({ name, summary: documented.docs?.summary });
  const parametersOf = (name: string, { parameters = [] }: Callable) => parameters.map((parameter) => symbol(`${name}(${parameter.name})`, parameter));
  return [
    symbol(fqn, { docs }),
    ...[...members, ...properties].map((member) => symbol(`${fqn}.${member.name}`, member)),
    ...(initializer ? parametersOf(`new ${fqn}`, initializer) : []),
    ...methods.flatMap((method) => [symbol(`${fqn}.${method.name}`, method), ...parametersOf(`${fqn}.${method.name}`, method)]),
  ];
}

const assembly = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../.jsii'), 'utf8')) as { readonly types: { readonly [fqn: string]: Type } };
const symbols = Object.values(assembly.types).flatMap(symbolsOf);

test('every public symbol is documented', () => {
  expect(symbols.filter(({ summary }) => !summary?.trim()).map(({ name }) => name)).toEqual([]);
});

test('symbols of each kind are found', () => {
  expect(symbols.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'cdk-sec3.SecureFunction',
      'cdk-sec3.Sec3Level.WARNING',
      'cdk-sec3.Sec3ChecksProps.levels',
      'new cdk-sec3.SecureFunction(props)',
      'cdk-sec3.Sec3.enforce',
      'cdk-sec3.Sec3.enforce(app)',
    ]),
  );
});
