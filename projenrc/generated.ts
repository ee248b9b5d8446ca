/** Returns the markers around a generated part of a document. */
const markers = (name: string) => [`<!-- ${name}: written by npm run docs -->`, `<!-- end of ${name} -->`];

/** Returns a generated part of a document. */
export function generatedPart(document: string, name: string): string {
  const [start, end] = positions(document, name);
  return document.slice(start, end).trim();
}

/** Returns a document with a generated part replaced. */
export function withGenerated(document: string, name: string, content: string): string {
  const [start, end] = positions(document, name);
  return `${document.slice(0, start)}\n\n${content}\n\n${document.slice(end)}`;
}

function positions(document: string, name: string): [number, number] {
  const [open, close] = markers(name);
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the document has no ${open} ... ${close}`);
  return [start + open.length, end];
}
