import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/** Errors with the names of Lambda's own runtime. */
class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

/**
 * Loads a handler by its name, `folder/file.export`, as Lambda's runtime does: CommonJS and ES modules, and nested exports.
 *
 * @throws Error with the name that Lambda uses
 */
export async function loadHandler(root: string, name: string): Promise<(...args: any[]) => any> {
  if (name.includes('..')) throw new RuntimeError('MalformedHandlerName', `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  const file = path.posix.basename(name);
  const folder = name.slice(0, name.length - file.length);
  const [, module, exported] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (module === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(root, folder, module);
  const handler = find(loaded, exported) ?? find((loaded as { readonly default?: unknown } | null)?.default, exported);
  if (!handler) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
  return handler as (...args: any[]) => any;
}

async function loadModule(root: string, folder: string, module: string): Promise<unknown> {
  const base = path.resolve(root, folder, module);
  for (const extension of EXTENSIONS) {
    const file = base + extension;
    if (existsSync(file) && statSync(file).isFile()) return import(pathToFileURL(file).href);
  }
  const require = createRequire(path.join(root, 'index.js'));
  return require(require.resolve(existsSync(base) ? base : module, { paths: [root, path.join(root, folder)] })) as unknown;
}

function find(object: unknown, names: string): unknown {
  return names.split('.').reduce<unknown>((at, key) => (at as { readonly [key: string]: unknown } | null | undefined)?.[key], object);
}
