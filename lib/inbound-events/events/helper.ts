/** A function of this library as generated code calls it; the layer provides it under this name. */
export function helper<T extends object>(fn: T, name: string): T & { code: string } {
  return Object.assign(fn, { code: `require("cdk-sec3/${name}").default` });
}
