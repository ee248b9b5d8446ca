import type { Asked, EnvironmentResult, PreflightResult } from './preflight';
import type { Status } from './question';
import { count, visible } from '../report/model';
import { Paint, Style, wrap } from '../report/style';

/** Options of the text for a terminal. */
export interface TextOptions {
  readonly paint: Paint;
  readonly width: number;
}

const MARKS: { readonly [status in Status]: readonly [mark: string, style: Style] } = {
  ready: ['✔ READY  ', 'green'],
  fails: ['✖ FAILS  ', 'red'],
  unknown: ['? UNKNOWN', 'yellow'],
};

const INDENT = 10;

/** The maximum number of resources listed for one answer. */
const NAMED = 5;

/** Returns the result as text: a block for each account and Region, failures first, then the summary. */
export function preflightText(result: PreflightResult, options: TextOptions): string {
  const lines = result.environments.flatMap((environment) => environmentLines(environment, options));
  for (const name of result.leftOut) lines.push(options.paint(`– ${name} was excluded and not checked`, 'yellow'), '');
  return `${[...lines, ...summary(result, options.paint)].join('\n')}\n`;
}

function environmentLines({ environment, stacks, answers, notAsked }: EnvironmentResult, options: TextOptions): string[] {
  const order: readonly Status[] = ['unknown', 'fails', 'ready'];
  const sorted = order.flatMap((status) => answers.filter((answer) => answer.status === status));
  return [
    `${options.paint(environment, 'bold')} ${options.paint(`(${visible(stacks.join(', '))})`, 'dim')}`,
    '',
    ...sorted.flatMap((answer) => answerLines(answer, options)),
    ...(answers.length === 0 ? ['  These templates have no requirement that can be checked.', ''] : []),
    ...notAsked.map((what) => options.paint(`  Not asked: ${visible(what)}`, 'dim')),
    ...(notAsked.length > 0 ? [''] : []),
  ];
}

function answerLines({ status, asked, text, fix, resources }: Asked, { paint, width }: TextOptions): string[] {
  const [mark, style] = MARKS[status];
  const space = ' '.repeat(INDENT);
  const block = (words: string) => wrap(visible(words), width - INDENT);
  const [head, ...rest] = block(asked);
  const lines = [`${paint(mark, style, 'bold')} ${paint(head, 'bold')}`, ...rest.map((line) => space + paint(line, 'bold')), ...block(text).map((line) => space + line)];
  if (status === 'ready') return [...lines, ''];
  const named = resources.slice(0, NAMED).map((at) => space + paint(visible(at), 'cyan'));
  const more = resources.length > NAMED ? [`${space}and ${resources.length - NAMED} more`] : [];
  const [first, ...others] = fix === undefined ? [] : wrap(visible(fix), width - INDENT - 5);
  const fixed = first === undefined ? [] : [`${space}${paint('Fix', 'bold')}  ${first}`, ...others.map((line) => `${space}     ${line}`)];
  return [...lines, ...named, ...more, ...fixed, ''];
}

/** Returns one line with the overall result. */
export function preflightSummary(result: PreflightResult, paint: Paint): string {
  return summary(result, paint).join(' ');
}

function summary({ status, environments }: PreflightResult, paint: Paint): string[] {
  const of = (wanted: Status) => environments.flatMap(({ answers }) => answers).filter((answer) => answer.status === wanted).length;
  const counts = [[of('unknown'), 'not known'], [of('fails'), 'will fail'], [of('ready'), 'ready']].filter(([n]) => n !== 0).map(([n, what]) => `${n} ${what}`);
  const asked = `${counts.join(', ')}, of ${count(of('unknown') + of('fails') + of('ready'), 'question')}`;
  switch (status) {
    case 'ready':
      return [paint(`✔ Pre-flight: ${asked}`, 'green', 'bold')];
    case 'fails':
      return [paint(`✖ Pre-flight: ${asked}`, 'red', 'bold')];
    case 'unknown':
      return [paint(`? Pre-flight: ${asked}: readiness is unknown`, 'yellow', 'bold')];
    default: {
      const silent = environments.filter(({ answers }) => answers.length === 0).map(({ environment }) => environment);
      const known = silent.length < environments.length ? `${asked}; of ${visible(silent.join(', '))} ` : '';
      return [paint(`– Pre-flight: ${known}no requirement can be checked, so nothing is known about the deployment`, 'yellow', 'bold')];
    }
  }
}
