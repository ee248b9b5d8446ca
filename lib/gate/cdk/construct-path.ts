/** Returns the path of the construct that an app's author named. The path of its resource ends with `Resource`, which the CDK adds. */
export function constructPathOf(resourcePath: string): string {
  return resourcePath.replace(/\/Resource$/, '');
}
