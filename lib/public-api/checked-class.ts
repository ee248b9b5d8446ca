import { asInstalled } from './installed-cdk';
import { withPlainOptions } from './plain-options';
import { problemsOf } from './problems-of';
import type { Fields, PublicApi } from './public-api';

type Callable = (...args: unknown[]) => unknown;

/**
 * Returns a public class that rejects arguments of another type than it takes, and options that do not exist: in its constructor, its static methods
 * and its methods. Options of the CDK are accepted, too. Users of the library get this class. The classes themselves do not change, because
 * TypeScript checks their calls of each other.
 */
export function checkedClass<T extends new (...args: any[]) => object>(name: string, original: T, api: PublicApi): T {
  const { constructs, statics, methods } = api.classes[name];
  for (const [method, parameters] of Object.entries(methods)) {
    const { value, ...rest } = Object.getOwnPropertyDescriptor(original.prototype, method)!;
    Object.defineProperty(original.prototype, method, { ...rest, value: checked(value, `${name}.${method}`, parameters, api) });
  }
  const checkedStatics = new Map(Object.entries(statics).map(([method, parameters]) => {
    const value = (original as unknown as { readonly [key: string]: Callable })[method];
    return [value, checked(value, `${name}.${method}`, parameters, api)];
  }));
  const proxy: T = new Proxy(original, {
    construct(target, args, newTarget) {
      if (constructs) assertFit(`new ${name}`, args, constructs, api, undefined, newTarget !== proxy);
      return Reflect.construct(target, constructs ? withPlainOptions(args, constructs) : args, newTarget);
    },
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      // A test may have replaced it.
      return checkedStatics.get(value as Callable) ?? value;
    },
  });
  return proxy;
}

function checked(callable: Callable, name: string, parameters: Fields, api: PublicApi): Callable {
  const wrapper = {
    [callable.name](this: unknown, ...args: unknown[]) {
      assertFit(name, args, parameters, api, this);
      return Reflect.apply(callable, this, withPlainOptions(args, parameters));
    },
  };
  return wrapper[callable.name];
}

/**
 * @param self the object whose method is called
 * @param extended whether a subclass is constructed
 * @throws Error with all problems, the path of the construct, and the first argument if it is a text, such as the route of an endpoint
 */
function assertFit(name: string, args: readonly unknown[], parameters: Fields, api: PublicApi, self: unknown, extended = false): void {
  if (problemsOf(args, parameters, api, extended).length === 0) return;
  const problems = problemsOf(args, parameters, asInstalled(api), extended);
  if (problems.length === 0) return;
  const [first, id] = args;
  const path = pathOf(self) ?? [pathOf(first), typeof id === 'string' && pathOf(first) !== undefined ? id : ''].filter(Boolean).join('/');
  const call = typeof first === 'string' && pathOf(self) !== undefined ? `${name}(${JSON.stringify(first)})` : name;
  throw new Error(`${path === '' ? '' : `[${path}] `}${call}: ${problems.join('; ')}`);
}

/** Returns the path of a construct; undefined for anything else. An app has an empty path. */
function pathOf(value: unknown): string | undefined {
  const path = (value as { readonly node?: { readonly path?: unknown } } | null | undefined)?.node?.path;
  return typeof path === 'string' ? path : undefined;
}
