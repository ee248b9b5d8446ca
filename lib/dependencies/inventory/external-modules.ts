import { ShippedPackage, UnknownContent } from './shipped-package';

/** The AWS SDK, which is part of Lambda's Node.js runtimes and is updated by AWS. */
const OF_RUNTIME = /^@(?:aws-sdk|smithy)\//;

/** Matches the folders of a layer in which Node.js finds packages. */
const IN_LAYER = /^nodejs\/(?:node\d+\/)?node_modules\/((?:@[^/]+\/)?[^/]+)$/;

const WHY = 'it is external to the bundle and not installed beside it, so it comes from elsewhere when the function runs';

/**
 * Returns the external modules that are imported, but are neither installed nor part of the runtime. Modules that are external only because esbuild
 * did not find them are ignored: they do not ship.
 */
export function absentModules(externals: Iterable<string>, excluded: readonly string[], installed: ReadonlySet<string>): UnknownContent[] {
  const isAbsent = (module: string): boolean => excluded.some((pattern) => isMatch(module, pattern)) && !installed.has(packageOf(module));
  return [...externals].filter((module) => isAbsent(module) && !OF_RUNTIME.test(module)).map((module) => ({
    what: module,
    why: WHY,
    fix: 'take it out of externalModules, name it in nodeModules, or add it to a layer of the app',
  }));
}

/** Returns the unknown content of a function with layers, which may contain external modules of its bundle. */
export function unknownBeside(unknown: readonly UnknownContent[], inLayers: readonly ShippedPackage[]): readonly UnknownContent[] {
  const names = new Set(inLayers.map(({ path }) => IN_LAYER.exec(path ?? '')?.[1]));
  return unknown.filter(({ what, why }) => why !== WHY || !names.has(packageOf(what)));
}

/** Matches modules as esbuild does: a name also matches all paths below it. */
function isMatch(module: string, pattern: string): boolean {
  const [start, end] = pattern.split('*');
  if (end !== undefined) return module.length >= start.length + end.length && module.startsWith(start) && module.endsWith(end);
  return module === pattern || module.startsWith(`${pattern}/`);
}

/** Returns the package of a module, by the name that it is imported with. */
export function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}
