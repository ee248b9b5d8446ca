/** Draws the picture in docs/architecture.md: rooms and deployables, and their imports. */
import * as fs from 'fs';
import * as path from 'path';
import { readHouse, reduced } from './house-imports';
import { practices } from './rooms';
import { BLUE, FAINT, GREEN, LINE, ORANGE, svg } from './svg';

const ROOT = path.join(__dirname, '..');

/** The content of each folder, in a few words. */
const HOLDS: { readonly [folder: string]: string } = {
  'bin': 'the command',
  'lib/index.ts': 'the public API',
  'lib/json': 'objects, pointers',
  'lib/public-api': 'checks arguments in JavaScript',
  'lib/checklist': 'SEC 3 as data',
  'lib/aws': 'what is known of AWS',
  'lib/quotas': 'limits of AWS',
  'lib/gate': 'the engine: templates, rules',
  'lib/notifications': 'topics, final queues',
  'lib/functions': 'the common part of functions',
  'lib/runtime-protection': 'the runtime guard, attached',
  'lib/secrets': 'rotation, audit, Vault',
  'lib/dependencies': 'inventory, certification, review',
  'lib/inbound-events': 'models, schemas, mapping',
  'lib/fuzz': 'the fuzzer',
  'lib/awareness': 'security bulletins',
  'lib/secure': 'where the rooms meet',
  'lib/report': 'text, SARIF, HTML',
  'lib/preflight': 'requirements on an account',
  'lib/cli': 'one file a command',
  'lambda/bulletin-feed': 'reads and sends bulletins',
  'lambda/code-signing': 'custom resource',
  'lambda/custom-resource': 'common part of custom resources',
  'lambda/dependency-review': 'runs scanners',
  'lambda/event-validator': 'layer: before the handler',
  'lambda/fuzz-harness': 'runs fuzzed handlers',
  'lambda/inspector-scanning': 'custom resource',
  'lambda/runtime-guard': 'layer: before the runtime',
  'lambda/secret-rotation': 'rotation function',
};

/** Draws the picture as an SVG file. */
export async function housePicture(): Promise<string> {
  const { imports, ships } = readHouse();
  const arrows = [...reduced(imports)].flatMap(([from, targets]) => targets.map((to) => `"${from}" -> "${to}"`));
  const dashed = [...ships].flatMap(([room, names]) => [...names].map((name) => `"${name}" -> "${room}" [style=dashed dir=back]`));
  const nodes = [...imports.keys()].map((folder) => `"${folder}" [label=<${label(folder)}>]`);
  return svg('The rooms of cdk-sec3 and what they import', [...nodes, ...arrows, ...dashed], 'rankdir=BT nodesep=0.25 ranksep=0.4');
}

function label(folder: string): string {
  const holds = HOLDS[folder];
  if (!holds) throw new Error(`${__filename} has no description of ${folder}: add a few words`);
  const room = folder.replace('lib/', '');
  const background = practices.includes(room) ? GREEN : folder.startsWith('lambda/') ? ORANGE : BLUE;
  const parts = ['template', 'rules'].filter((part) => fs.existsSync(path.join(ROOT, folder, part)));
  const cells = parts.map((part) => `<td border="1">${part}/</td>`).join('');
  return (
    `<table border="1" cellborder="0" cellspacing="3" style="rounded" color="${LINE}" bgcolor="${background}">` +
    `<tr><td colspan="2"><b>${folder}</b></td></tr><tr><td colspan="2"><font point-size="10" color="${FAINT}">${holds}</font></td></tr>` +
    `${cells && `<tr>${cells}</tr>`}</table>`
  );
}
