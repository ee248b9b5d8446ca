import { cli, inTemporaryFolder, template } from './harness';
import { Progress } from '../../lib/cli/progress';

const files = inTemporaryFolder();

/** Returns a terminal of 40 columns that records its output. */
function terminal() {
  const written: string[] = [];
  return { written, output: { columns: 40, write: (text: string) => written.push(text) } };
}

describe('a progress bar', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('is shown after a second of work and fits the terminal', () => {
    const { written, output } = terminal();
    const progress = new Progress(output);
    progress.bar(1, 4, 'rules');
    expect(written).toEqual([]);
    jest.advanceTimersByTime(1000);
    progress.bar(2, 4, 'rules that have a name of many letters');
    expect(written).toEqual([`\r\u001b[K${`${'█'.repeat(12)}${'░'.repeat(12)} rules that have a name of many letters`.slice(0, 39)}`]);
    progress.bar(3, 4, 'at once');
    expect(written).toHaveLength(1);
    progress.clear();
    expect(written[1]).toBe('\r\u001b[K');
  });

  test('is drawn for nothing to do, and for more than all', () => {
    const { written, output } = terminal();
    const progress = new Progress(output);
    for (const [done, all] of [[0, 0], [9, 3]]) {
      jest.advanceTimersByTime(1000);
      progress.bar(done, all, 'x');
    }
    expect(written.map((line) => line.replace(/[^█]/g, '').length)).toEqual([0, 24]);
  });

  test('is not shown without a terminal', () => {
    const progress = new Progress(undefined);
    progress.phase('Reading');
    progress.clear();
  });
});

test.each([[['check', 'a.json', '--fail-on', 'never'], 0], [['report', 'a.json'], 0], [['report', 'missing.json'], 2], [['certify', 'missing', '--check'], 2]])('%j leaves no progress line behind', async (args, code) => {
  files({ 'a.json': template(true) });
  const { written, output } = terminal();
  const outcome = await cli(args, { progress: output });
  expect(outcome.code).toBe(code);
  expect(written[0]).toMatch(/Reading .* …$/);
  expect(written.at(-1)).toBe('\r\u001b[K');
  expect(outcome.out + outcome.err).not.toContain('\u001b');
});
