import * as fs from 'fs';
import * as path from 'path';
import { CommandError } from './errors';
import type { ShippingFunction } from '../dependencies/certification/proposals';
import type { UnknownContent } from '../dependencies/inventory/shipped-package';
import { readSbom } from '../dependencies/sbom/read-sbom';
import { DEPENDENCIES_METADATA } from '../dependencies/template/dependencies-metadata';
import { CloudAssembly, constructPathOf, readCloudAssembly, UnreadableInput } from '../gate';

/** The packages that functions of a cloud assembly ship. */
export interface ShippingFunctions {
  readonly functions: readonly ShippingFunction[];
  /** Unidentified content, with its function. */
  readonly unknown: readonly (UnknownContent & { readonly functionPath: string })[];
  /** The files with certifications that synthesis compared them with. */
  readonly files: readonly string[];
  /** Functions without an SBOM. */
  readonly uncovered: readonly string[];
}

/**
 * Reads the SBOMs that the templates of a cloud assembly refer to. Files from earlier syntheses are ignored.
 *
 * @throws CommandError if one can't be read
 */
export function readShippingFunctions(assembly: string): ShippingFunctions {
  const functions: ShippingFunction[] = [];
  const unknown: (UnknownContent & { functionPath: string })[] = [];
  const files = new Set<string>();
  const uncovered: string[] = [];
  for (const { functionPath, metadata } of recorded(assembly)) {
    if (typeof metadata?.sbom !== 'string') {
      uncovered.push(functionPath);
      continue;
    }
    const inventory = readInventory(assembly, metadata.sbom, functionPath);
    functions.push({ path: functionPath, packages: inventory.packages });
    unknown.push(...inventory.unknown.map((part) => ({ ...part, functionPath })));
    if (typeof metadata.certification?.file === 'string') files.add(metadata.certification.file);
  }
  if (functions.length === 0) {
    throw new CommandError(
      `No function in ${assembly} has a software bill of materials: use SecureFunction or SecureNodejsFunction, or call ` +
        "CertifiedDependencies.fromFile('certified-dependencies.json').applyTo(app), and synthesize again",
    );
  }
  return { functions, unknown, files: [...files], uncovered };
}

function* recorded(assembly: string): Generator<{ readonly functionPath: string; readonly metadata?: { readonly [key: string]: any } }> {
  const { stacks, unreadable } = readAssembly(assembly);
  if (unreadable.length > 0) throw new CommandError('Not every template can be read:', unreadable.map(({ error }) => error.message));
  for (const stack of stacks) {
    for (const [logicalId, { Type: type, Properties: properties, Metadata: metadata }] of Object.entries(stack.body.Resources ?? {})) {
      if (type !== 'AWS::Lambda::Function') continue;
      const recordedOf = metadata?.[DEPENDENCIES_METADATA] as { readonly [key: string]: any } | undefined;
      // Inline code has no packages.
      const isInline = (properties?.Code as { readonly ZipFile?: unknown } | undefined)?.ZipFile !== undefined;
      if (recordedOf || !isInline) yield { functionPath: constructPathOf(stack.pathOf(logicalId)), metadata: recordedOf };
    }
  }
}

function readAssembly(assembly: string): CloudAssembly {
  try {
    return readCloudAssembly(assembly);
  } catch (e) {
    if (e instanceof UnreadableInput) throw new CommandError(`${e.message}. Run cdk synth first, or name the folder that it writes`);
    throw e;
  }
}

function readInventory(assembly: string, sbom: string, functionPath: string) {
  const file = path.join(assembly, sbom);
  const inside = path.relative(assembly, file);
  if (inside.startsWith('..') || path.isAbsolute(inside)) throw new CommandError(`${functionPath}: its SBOM is ${sbom}, which is not in ${assembly}: synthesize again`);
  try {
    return readSbom(fs.readFileSync(file, 'utf8'), file);
  } catch (e) {
    throw new CommandError(`${functionPath}: its SBOM can’t be read (${(e as Error).message}); synthesize again`);
  }
}
