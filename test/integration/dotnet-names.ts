import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { REPOSITORY } from '../tools/command';

interface JsiiAssembly {
  readonly targets: { readonly dotnet: { readonly namespace: string } };
  readonly submodules?: { readonly [name: string]: { readonly targets?: { readonly dotnet?: { readonly namespace: string } } } };
}

/**
 * Returns names that C# code uses and that jsii's generated code lacks: namespaces of the CDK, and static members, methods and props of this
 * library's types.
 * @param generated the folder of the generated classes, one file each
 */
export function namesMissingInDotNet(code: string, generated: string): string[] {
  const types = new Map(fs.readdirSync(generated).filter((file) => file.endsWith('.cs')).map((file) => [path.basename(file, '.cs'), fs.readFileSync(path.join(generated, file), 'utf8')]));
  const has = (type: string, member: string) => new RegExp(`\\b${member}\\b( *\\(|\\s*\\{|;)`).test(types.get(type)!);
  const used: [type: string, member: string][] = [];
  // Static members of a type, and methods of a variable's type.
  const typeOf = new Map([...code.matchAll(/\bvar (\w+) = (?:new )?(\w+)/g)].map(([, variable, type]) => [variable, type]));
  for (const [, owner, member] of code.matchAll(/\b(\w+)\.([A-Z]\w*)/g)) used.push([typeOf.get(owner) ?? owner, member]);
  for (const [, type, from] of [...code.matchAll(/new (\w+)\s*\{/g)].map((match) => [match[0], match[1], match.index + match[0].length] as const)) {
    for (const member of membersSet(code, from)) used.push([type, member]);
  }
  const missing = used.filter(([type, member]) => types.has(type) && !has(type, member)).map(([type, member]) => `${type}.${member}`);
  const namespaces = namespacesOfCdk();
  const unknown = [...code.matchAll(/^using (Amazon[\w.]*);/gm)].map(([, namespace]) => namespace).filter((namespace) => !namespaces.has(namespace));
  return [...missing, ...unknown].sort();
}

/** Returns the properties that an initializer sets itself, without those of nested initializers. */
function membersSet(code: string, from: number): string[] {
  let depth = 1;
  let own = '';
  for (let at = from; depth > 0; at += 1) {
    if (code[at] === '{') depth += 1;
    if (depth === 1) own += code[at];
    if (code[at] === '}') depth -= 1;
  }
  return [...own.matchAll(/(?:^|,)\s*(\w+) =/g)].map(([, member]) => member);
}

function namespacesOfCdk(): Set<string> {
  const file = path.join(REPOSITORY, 'node_modules/aws-cdk-lib/.jsii.gz');
  const { targets, submodules = {} } = JSON.parse(gunzipSync(fs.readFileSync(file)).toString()) as JsiiAssembly;
  return new Set([targets.dotnet.namespace, ...Object.values(submodules).flatMap((submodule) => submodule.targets?.dotnet?.namespace ?? [])]);
}
