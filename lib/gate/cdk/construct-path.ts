/** The path of the construct that an app's author named, by that of the resource in it, to which the CDK adds `Resource`. */
export function constructPathOf(resourcePath: string): string {
  return resourcePath.replace(/\/Resource$/, '');
}
