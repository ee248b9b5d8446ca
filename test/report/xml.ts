/** An XML element, as tests need it. */
export interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: Element[];
  text: string;
}

/** Parses XML without namespaces, comments or doctype, as strictly as XML 1.0 requires. */
export function parseXml(xml: string): Element {
  // eslint-disable-next-line no-control-regex
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.exec(xml);
  if (illegal) throw new Error(`character ${illegal[0].charCodeAt(0)} is not allowed in XML`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no XML declaration');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<\/([A-Za-z-]+)>|<([A-Za-z-]+)((?: [A-Za-z-]+="[^"<]*")*)(\/?)>|([^<]+)/y;
  token.lastIndex = declaration.length;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (!match) throw new Error(`not well-formed at ${JSON.stringify(xml.slice(at, at + 60))}`);
    const [, close, name, attributes, empty, text] = match;
    const current = open[open.length - 1];
    if (text !== undefined) {
      current.text += unescape(text);
    } else if (close !== undefined) {
      if (current.name !== close) throw new Error(`</${close}> closes <${current.name}>`);
      open.pop();
    } else {
      const pairs = [...attributes.matchAll(/([A-Za-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescape(value.replace(/[\n\t]/g, ' '))]);
      if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`<${name}> has an attribute twice`);
      const element: Element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      current.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1 || root.text.trim() !== '') throw new Error('not one root element');
  return root.children[0];
}

function unescape(text: string): string {
  const named: { [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|([a-z]+));|&/g, (whole, code, name) => {
    if (code !== undefined) return String.fromCodePoint(Number(code));
    if (named[name] === undefined) throw new Error(`${whole} is no entity`);
    return named[name];
  });
}
