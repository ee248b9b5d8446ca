import { NAMES, VariantName } from './variants';

/** The measurements of one process: in milliseconds, but `read` in microseconds, and `memory` in MB. */
export interface Sample {
  /** The time from the start of the process to its first answer, without the time of the handler. */
  readonly init: number;
  readonly initCpu: number;
  /** The time from an event to the answer of a handler that does nothing. */
  readonly empty: number;
  /** The time in a handler that reads ten files and opens ten connections to the loopback interface. */
  readonly busy: number;
  /** The time to read a small file outside of LAMBDA_TASK_ROOT: the average of several hundred reads in the fastest of several invocations. */
  readonly read: number;
  readonly memory: number;
}

export type Samples = Readonly<Record<VariantName, readonly Sample[]>>;

const COLUMNS: Readonly<Record<keyof Sample, readonly [title: string, unit: string]>> = {
  init: ['init', 'ms'],
  initCpu: ['init, CPU', 'ms'],
  empty: ['no-op', 'ms'],
  busy: ['10 files, 10 connections', 'ms'],
  read: ['a file read', 'us'],
  memory: ['memory', 'MB'],
};
const GUARDED = NAMES.filter((name) => name !== 'unguarded');

/** Returns all columns of one runtime, for the console. */
export function details(samples: Samples): string {
  return (Object.keys(COLUMNS) as (keyof Sample)[]).map((column) => {
    const [title, unit] = COLUMNS[column];
    const cells = NAMES.map((name) => {
      const { value, difference, ratio } = compared(samples, name, column);
      const toUnguarded = name === 'unguarded' ? '' : ` (${signed(difference)}, ${ratio.toFixed(2)}x)`;
      return `${name} ${value.toFixed(2)} ${unit}${toUnguarded}`.padEnd(38);
    });
    return `${title.padEnd(26)}${cells.join('')}`.trimEnd();
  }).join('\n');
}

/** Returns the table of docs/runtime-guard.md: ratios to the same function without the guard. */
export function costTable(all: readonly { readonly name: string; readonly samples: Samples }[]): string {
  const rows = all.map(({ name, samples }) => {
    const ratio = (variant: VariantName, column: keyof Sample) => compared(samples, variant, column).ratio.toFixed(2);
    const bare = `${compared(samples, 'unguarded', 'initCpu').value.toFixed(0)} ms`;
    const added = signed(compared(samples, 'strict', 'memory').difference);
    const cells = [name, bare, ...GUARDED.map((variant) => ratio(variant, 'initCpu')), ratio('strict', 'read'), ratio('strict', 'busy'), added];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| Runtime | Start, bare | Wrapper | and library | `alertOnly` | `standard` | `strict` | Read of a file | 10 files, 10 connections | MB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Returns the medians of the values, and of their differences and ratios to the unguarded function in the same round. */
function compared(
  samples: Samples, name: VariantName, column: keyof Sample,
): { readonly value: number; readonly difference: number; readonly ratio: number } {
  const values = samples[name].map((sample) => sample[column]);
  const base = samples.unguarded.map((sample) => sample[column]);
  const [differences, ratios] = [values.map((value, round) => value - base[round]), values.map((value, round) => value / base[round])];
  return { value: median(values), difference: median(differences), ratio: median(ratios) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}
