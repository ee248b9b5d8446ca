/** Draws the picture in the README: the output of `cdk synth` for `examples/legacy`, with three of its findings. */
import { spawnSync } from 'child_process';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');
const SHOWN = ['SecretRotated[not-rotated]', 'FunctionUrlAuthorized[public-url]', 'MethodBodyValidated[no-validator]'];
const COLUMNS = 112;
const CHARACTER_WIDTH = 7.83;
const LINE_HEIGHT = 18;
const MARGIN = 18;

/** Draws the picture as an SVG file. */
export function gatePicture(): string {
  const blocks = synthesizeLegacy().trim().split(/\n{2,}/);
  const shown = SHOWN.map((id) => blocks.find((block) => block.includes(`'Sec3::Sec3-${id}'`)));
  if (shown.includes(undefined)) throw new Error(`examples/legacy no longer has one of the findings ${SHOWN.join(', ')}`);
  const lines = ['$ cdk synth', '', ...shown.flatMap((block) => [...block!.split('\n').flatMap(wrap), '']), 'Synthesis finished with errors'];
  const [width, height] = [Math.ceil(COLUMNS * CHARACTER_WIDTH + 2 * MARGIN), lines.length * LINE_HEIGHT + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    '<title>cdk synth stops at findings of the SEC 3 gate</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#1b1f24"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" xml:space="preserve">',
    ...lines.map((line, index) => `<text x="${MARGIN}" y="${MARGIN + (index + 0.8) * LINE_HEIGHT}" ${styleOf(line)}>${escape(line)}</text>`),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function synthesizeLegacy(): string {
  const cdk = path.join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  const run = spawnSync(process.execPath, [cdk, 'synth', '--quiet', '--no-notices', '--no-color'], {
    cwd: path.join(ROOT, 'examples/legacy'),
    encoding: 'utf8',
    // The app is compiled with the settings of its own folder.
    env: { ...process.env, CDK_VALIDATION: 'false', NODE_ENV: undefined, TSX_TSCONFIG_PATH: undefined },
  });
  if (run.status !== 1) throw new Error(`cdk synth of examples/legacy exited with ${run.status}, expected 1:\n${run.stderr}`);
  return run.stderr;
}

/** Wraps a line as a terminal would, but between words. Continuation lines have the indent of the first line. */
function wrap(line: string): string[] {
  const indent = /^ */.exec(line)![0];
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(' ')) {
    if (current.trim() !== '' && current.length + 1 + word.length > COLUMNS) {
      lines.push(current);
      current = indent;
    }
    current += current.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, current];
}

function styleOf(line: string): string {
  if (line.startsWith('ERROR') || line.startsWith('Synthesis')) return 'fill="#ff7b72" font-weight="bold"';
  if (line.startsWith('$') || line.includes('Suggested fix')) return 'fill="#f0f3f6"';
  return 'fill="#b7bdc8"';
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
