/** Marks a function of this library for calls from generated code. The layer provides it under this name. */
export function helper<T extends object>(fn: T, name: string): T & { code: string } {
  return Object.assign(fn, { code: `require("cdk-sec3/${name}").default` });
}
