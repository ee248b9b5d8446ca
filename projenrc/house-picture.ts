/** The picture in docs/architecture.md: rooms and deployables, and who imports whom. */
import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import type * as Viz from '@viz-js/viz' with { 'resolution-mode': 'import' };
import { readHouse, reduced } from './house-imports';
import { practices } from './rooms';

// Its types are those of its ECMAScript module alone.
const { instance } = createRequire(__filename)('@viz-js/viz') as typeof Viz;
const ROOT = path.join(__dirname, '..');

/** What is in a folder, in a few words. */
const HOLDS: { readonly [folder: string]: string } = {
  'bin': 'the command',
  'lib/index.ts': 'the public API',
  'lib/json': 'objects, pointers',
  'lib/checklist': 'SEC 3 as data',
  'lib/aws': 'what is known of AWS',
  'lib/quotas': 'limits of AWS, kept to',
  'lib/gate': 'the engine: templates, rules',
  'lib/notifications': 'topics, final queues',
  'lib/functions': 'what every function has',
  'lib/runtime-protection': 'the runtime guard, attached',
  'lib/secrets': 'rotation, audit, Vault',
  'lib/dependencies': 'inventory, certification, review',
  'lib/inbound-events': 'models, schemas, mapping',
  'lib/fuzz': 'the fuzzer',
  'lib/awareness': 'security bulletins',
  'lib/secure': 'where the rooms meet',
  'lib/report': 'text, SARIF, HTML',
  'lib/preflight': 'what an account lacks',
  'lib/cli': 'one file a command',
  'lambda/bulletin-feed': 'reads and sends bulletins',
  'lambda/code-signing': 'custom resource',
  'lambda/custom-resource': 'what those have in common',
  'lambda/dependency-review': 'runs scanners',
  'lambda/event-validator': 'layer: before the handler',
  'lambda/fuzz-harness': 'runs fuzzed handlers',
  'lambda/inspector-scanning': 'custom resource',
  'lambda/runtime-guard': 'layer: before the runtime',
  'lambda/secret-rotation': 'rotation function',
};

/** Colors by day, each with what it is by night. */
const COLORS = {
  paper: ['#ffffff', '#0d1117'],
  ink: ['#1f2328', '#e6edf3'],
  faint: ['#59636e', '#9198a1'],
  line: ['#818b98', '#656c76'],
  room: ['#ddf4ff', '#121d2f'],
  practice: ['#dafbe1', '#12261e'],
  deployable: ['#fff1e5', '#2d1f10'],
};
const [PAPER, INK, FAINT, LINE, ROOM, PRACTICE, DEPLOYABLE] = Object.values(COLORS).map(([day]) => day);
/** Graphviz knows the width of Courier, and every font of one width has that width. */
const FONT = 'Courier';
const FONTS = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

/** Draws it as an SVG file. */
export async function housePicture(): Promise<string> {
  const { imports, ships } = readHouse();
  const arrows = [...reduced(imports)].flatMap(([from, targets]) => targets.map((to) => `"${from}" -> "${to}"`));
  const dashed = [...ships].flatMap(([room, names]) => [...names].map((name) => `"${name}" -> "${room}" [style=dashed dir=back]`));
  const graph = [
    'digraph {',
    `rankdir=BT bgcolor="${PAPER}" nodesep=0.25 ranksep=0.4 pad=0.2`,
    `node [shape=plain fontname="${FONT}" fontsize=12 fontcolor="${INK}"] edge [color="${LINE}" arrowsize=0.7]`,
    ...[...imports.keys()].map((folder) => `"${folder}" [label=<${label(folder)}>]`),
    ...arrows,
    ...dashed,
    '}',
  ];
  const svg = (await instance()).renderString(graph.join('\n'), { format: 'svg' });
  return svg
    .slice(svg.indexOf('<svg'))
    .replace('>', ` role="img">\n<title>The rooms of cdk-sec3 and what they import</title>\n${style()}`)
    .replaceAll(`${FONT},monospace`, FONTS);
}

function label(folder: string): string {
  const holds = HOLDS[folder];
  if (!holds) throw new Error(`${__filename} says of ${folder} nothing: add a few words`);
  const room = folder.replace('lib/', '');
  const background = practices.includes(room) ? PRACTICE : folder.startsWith('lambda/') ? DEPLOYABLE : ROOM;
  const parts = ['template', 'rules'].filter((part) => fs.existsSync(path.join(ROOT, folder, part)));
  const cells = parts.map((part) => `<td border="1">${part}/</td>`).join('');
  return (
    `<table border="1" cellborder="0" cellspacing="3" style="rounded" color="${LINE}" bgcolor="${background}">` +
    `<tr><td colspan="2"><b>${folder}</b></td></tr><tr><td colspan="2"><font point-size="10" color="${FAINT}">${holds}</font></td></tr>` +
    `${cells && `<tr>${cells}</tr>`}</table>`
  );
}

function style(): string {
  const night = Object.values(COLORS).flatMap(([day, dark]) => ['fill', 'stroke'].map((paint) => `[${paint}="${day}"]{${paint}:${dark}}`));
  return `<style>@media (prefers-color-scheme:dark){${night.join('')}}</style>`;
}
