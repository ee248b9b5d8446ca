import { Condition, MapNode, WorkloadMap } from './workload-map';
import { escapeHtml } from '../markup';

const COLUMNS: readonly MapNode['kind'][] = ['source', 'function', 'target'];
const TITLES: { readonly [kind in MapNode['kind']]: string } = { source: 'Sources', function: 'Functions', target: 'Secrets, data and hosts' };
const WIDTH = 960;
const BOX = { width: 250, height: 40, gap: 12 };
const HEAD = 34;

/** Above this number, functions with the same neighbors and status are drawn as one. */
const MANY = 40;

/** Status is not shown by color alone. */
export const CONDITION_MARKS: { readonly [condition in Condition]: string } = { error: '✖', undetermined: '?', warning: '▲', acknowledged: '☑', clean: '✔' };

interface Box {
  readonly node: MapNode;
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

/** Draws the map as SVG: event sources on the left, then functions, then the resources that they use. */
export function drawing(map: WorkloadMap): string {
  const { nodes, edges, counts } = merged(map);
  const boxes = new Map<string, Box>();
  let rows = 0;
  COLUMNS.forEach((kind, column) => {
    const ofColumn = nodes.filter((node) => node.kind === kind);
    ofColumn.forEach((node, row) => {
      const x = (column * (WIDTH - BOX.width)) / 2;
      boxes.set(node.id, { node, count: counts.get(node.id) ?? 1, x, y: HEAD + row * (BOX.height + BOX.gap) });
    });
    rows = Math.max(rows, ofColumn.length);
  });
  const height = HEAD + Math.max(1, rows) * (BOX.height + BOX.gap);
  const heads = COLUMNS.map((kind, column) => `<text class="head" x="${(column * (WIDTH - BOX.width)) / 2}" y="16">${TITLES[kind]}</text>`);
  const lines = edges.map(({ from, to }) => line(boxes.get(from)!, boxes.get(to)!));
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="drawing-title drawing-text">`,
    '<title id="drawing-title">The workload</title>',
    `<desc id="drawing-text">${escapeHtml(description(map))}</desc>`,
    ...heads,
    ...lines,
    ...[...boxes.values()].map(box),
    '</svg>',
  ].join('\n');
}

function line(from: Box, to: Box): string {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
}

function box({ node, count, x, y }: Box): string {
  const text = count > 1 ? `${count} functions` : node.label;
  return [
    `<g class="${node.condition}"><title>${escapeHtml(`${node.type} ${text}: ${node.condition}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text x="${x + 10}" y="${y + 17}">${CONDITION_MARKS[node.condition]} ${escapeHtml(shortened(text, 30))}</text>`,
    `<text class="type" x="${x + 10}" y="${y + 32}">${escapeHtml(shortened(node.type.replace(/^AWS::/, ''), 38))}</text></g>`,
  ].join('');
}

function shortened(text: string, most: number): string {
  return text.length > most ? `…${text.slice(-(most - 1))}` : text;
}

/** Returns a text alternative for screen readers. */
function description({ nodes, functions }: WorkloadMap): string {
  const counted = COLUMNS.map((kind) => `${nodes.filter((node) => node.kind === kind).length} ${TITLES[kind].toLowerCase()}`);
  return `${counted.join(', ')}. The table of functions lists for each of the ${functions.length} what starts it and what it reaches.`;
}

/** Merges functions with the same status and neighbors. */
function merged({ nodes, edges }: WorkloadMap): Pick<WorkloadMap, 'nodes' | 'edges'> & { readonly counts: ReadonlyMap<string, number> } {
  const counts = new Map<string, number>();
  if (nodes.filter(({ kind }) => kind === 'function').length <= MANY) return { nodes, edges, counts };
  const neighbors = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbors.set(from, [...(neighbors.get(from) ?? []), to]);
    neighbors.set(to, [...(neighbors.get(to) ?? []), from]);
  }
  const firstOf = new Map<string, string>();
  const standsFor = new Map<string, string>();
  for (const node of nodes) {
    if (node.kind !== 'function') continue;
    const key = JSON.stringify([node.condition, (neighbors.get(node.id) ?? []).sort()]);
    const first = firstOf.get(key) ?? node.id;
    firstOf.set(key, first);
    standsFor.set(node.id, first);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return {
    nodes: nodes.filter(({ id }) => (standsFor.get(id) ?? id) === id),
    edges: edges.filter(({ from, to }) => (standsFor.get(from) ?? from) === from && (standsFor.get(to) ?? to) === to),
    counts,
  };
}
