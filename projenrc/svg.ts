/** Draws graphs with Graphviz, as SVG files that are legible in light and dark mode. */
import { createRequire } from 'module';
import type * as Viz from '@viz-js/viz' with { 'resolution-mode': 'import' };

// Only the ECMAScript module of the package has types.
const { instance } = createRequire(__filename)('@viz-js/viz') as typeof Viz;

/** The colors of light mode, with those of dark mode. */
const COLORS = {
  paper: ['#ffffff', '#0d1117'],
  ink: ['#1f2328', '#e6edf3'],
  faint: ['#59636e', '#9198a1'],
  line: ['#818b98', '#656c76'],
  room: ['#ddf4ff', '#121d2f'],
  practice: ['#dafbe1', '#12261e'],
  deployable: ['#fff1e5', '#2d1f10'],
};

/** The colors of light mode. */
const [PAPER, INK, FAINT, LINE, BLUE, GREEN, ORANGE] = Object.values(COLORS).map(([day]) => day);
export { BLUE, FAINT, GREEN, LINE, ORANGE, PAPER };

/** Graphviz knows the width of Courier, which equals that of all monospaced fonts here. */
const FONT = 'Courier';
const FONTS = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

/**
 * Draws a graph.
 *
 * @param title a description for people who can't see the picture
 * @param statements nodes and edges in the language of Graphviz
 * @param settings settings of the graph, such as `rankdir=BT`
 */
export async function svg(title: string, statements: readonly string[], settings: string): Promise<string> {
  const graph = [
    'digraph {',
    `${settings} bgcolor="${PAPER}" pad=0.2`,
    `node [shape=plain fontname="${FONT}" fontsize=12 fontcolor="${INK}"] edge [color="${LINE}" fontname="${FONT}" fontsize=10 fontcolor="${FAINT}" arrowsize=0.7]`,
    ...statements,
    '}',
  ];
  const drawn = (await instance()).renderString(graph.join('\n'), { format: 'svg' });
  return drawn
    .slice(drawn.indexOf('<svg'))
    .replace('>', ` role="img">\n<title>${title}</title>\n${style()}`)
    .replaceAll(`${FONT},monospace`, FONTS);
}

function style(): string {
  const night = Object.values(COLORS).flatMap(([day, dark]) => ['fill', 'stroke'].map((paint) => `[${paint}="${day}"]{${paint}:${dark}}`));
  return `<style>@media (prefers-color-scheme:dark){${night.join('')}}</style>`;
}
