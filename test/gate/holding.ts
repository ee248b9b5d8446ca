/**
 * Returns the properties of a resource that has a value at a path of the tables: `*` is an item of a list, `{}` a value of a map, and `*[Name,Value]`
 * a pair of a list.
 */
export function holding(path: string, value: unknown, name: string = 'Key'): any {
  return path.split(/\.(?![^[]*\])/).reduceRight((inner: unknown, key) => {
    if (key === '*') return [inner];
    if (key === '{}') return { [name]: inner };
    const [, nameKey, valueKey] = /^\*\[(\w+),(\w+)\]$/.exec(key) ?? [];
    return nameKey === undefined ? { [key]: inner } : [{ [nameKey]: name, [valueKey]: inner }];
  }, value);
}
