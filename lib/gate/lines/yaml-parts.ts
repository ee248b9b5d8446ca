import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Part } from './part';
import { longForm } from '../templates/short-forms';
import { composeYaml } from '../templates/yaml';

/** The key that inserts the entries of other maps. */
const MERGE = '<<';

/** Returns the parts of a YAML text. Short forms have the parts of their long forms; aliases those of their targets. */
export function yamlParts(text: string): Part {
  const { document, offsetOf } = composeYaml(text, { logLevel: 'silent' });
  return new YamlReader(offsetOf).part(document.contents, 0);
}

class YamlReader {
  private readonly anchors = new Map<string, Part>();

  constructor(private readonly offsetOf: (offset: number) => number) {}

  /** @param at where the part starts */
  public part(node: Node | null, at: number): Part {
    if (isAlias(node)) return { offset: at, inside: this.anchors.get(node.source)?.inside };
    const inside = new Map<string, Part>();
    const part: Part = { offset: at, inside };
    if (!node) return part;
    const tag = node.tag?.startsWith('!') ? longForm(node.tag.slice(1)) : undefined;
    const content = tag === undefined ? inside : new Map<string, Part>();
    if (tag !== undefined) inside.set(`.${tag}`, { offset: at, inside: content });
    // Registered before its content, which may refer to it.
    if ('anchor' in node && node.anchor !== undefined) this.anchors.set(node.anchor, part);
    if (isMap<Node, Node | null>(node)) {
      for (const { key: name, value } of node.items) {
        if (!isScalar(name)) continue;
        if (name.value === MERGE && name.type === 'PLAIN') for (const [inherited, merged] of this.merged(value, at)) content.set(inherited, content.get(inherited) ?? merged);
        else content.set(`.${String(name.value)}`, this.part(value, this.start(name) ?? at));
      }
    } else if (isSeq<Node | null>(node)) {
      node.items.forEach((item, index) => content.set(`[${index}]`, this.part(item, this.start(item) ?? at)));
    }
    return part;
  }

  /** Returns the entries of the maps that a merge key names; the first has precedence. */
  private merged(value: Node | null, at: number): [key: string, part: Part][] {
    const maps = isSeq<Node | null>(value) ? [...value.items].reverse() : [value];
    return [...new Map(maps.flatMap((map) => [...(this.part(map, at).inside ?? [])]))];
  }

  private start(node: Node | null): number | undefined {
    return node?.range ? this.offsetOf(node.range[0]) : undefined;
  }
}
