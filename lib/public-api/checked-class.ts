import { problemsOf } from './problems-of';
import type { Fields, PublicApi } from './public-api';

type Callable = (...args: unknown[]) => unknown;

/**
 * A public class that rejects arguments of another type than it takes, and options that do not exist: in its constructor, its static methods and its
 * methods. Where it takes options of the CDK as well, their types are not checked, and an unknown option is rejected only if it is one letter from an
 * option of this library. Anyone who imports the library gets it. The classes themselves stay as they are: TypeScript has checked what they give each other.
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
      if (constructs) assertFit(`new ${name}`, args, constructs, api, newTarget !== proxy);
      return Reflect.construct(target, args, newTarget);
    },
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      // A test may have put another function in its place.
      return checkedStatics.get(value as Callable) ?? value;
    },
  });
  return proxy;
}

function checked(callable: Callable, name: string, parameters: Fields, api: PublicApi): Callable {
  const wrapper = {
    [callable.name](this: unknown, ...args: unknown[]) {
      assertFit(name, args, parameters, api);
      return Reflect.apply(callable, this, args);
    },
  };
  return wrapper[callable.name];
}

/** @throws Error with all problems, and the path of the construct where there is one */
function assertFit(name: string, args: readonly unknown[], parameters: Fields, api: PublicApi, extended = false): void {
  const problems = problemsOf(args, parameters, api, extended);
  if (problems.length === 0) return;
  const [scope, id] = args as readonly [{ readonly node?: { readonly path?: string } } | undefined, unknown];
  const path = typeof id === 'string' && typeof scope?.node?.path === 'string' ? `[${[scope.node.path, id].filter((part) => part !== '').join('/')}] ` : '';
  throw new Error(`${path}${name}: ${problems.join('; ')}`);
}
