/** The path of a function that scopes name: that of its construct, not of the resource in it. */
export function functionPathOf(resourcePath: string): string {
  return resourcePath.replace(/\/Resource$/, '');
}
