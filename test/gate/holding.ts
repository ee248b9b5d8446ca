/**
 * The properties of a resource that holds a value at a path as tables have it: `*` stands for an item of a list, `{}` for a value of a map, and
 * `*[Name,Value]` for a pair of a list.
 */
export function holding(path: string, value: unknown, name: string = 'Key'): any {
  return path.split(/\.(?![^[]*\])/).reduceRight((inner: unknown, key) => {
    if (key === '*') return [inner];
    if (key === '{}') return { [name]: inner };
    const [, nameKey, valueKey] = /^\*\[(\w+),(\w+)\]$/.exec(key) ?? [];
    return nameKey === undefined ? { [key]: inner } : [{ [nameKey]: name, [valueKey]: inner }];
  }, value);
}
