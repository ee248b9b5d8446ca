import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PRACTICES } from '../../lib/checklist';
import { main } from '../../lib/cli/main';
import { cdkSynth } from '../e2e/cdk';

interface Seen {
  readonly violations: string[];
  readonly messages: string[];
  readonly requests: number;
  readonly all: number;
  readonly width: [content: number, window: number];
  readonly searched: string[];
  readonly satisfied: string[];
}

/** The page on A4. */
interface Paper {
  /** Elements that are wider than the page. */
  readonly wide: string[];
  readonly folded: number;
  readonly signOff: boolean;
  /** Size of the PDF in bytes. */
  readonly pdf: number;
}

jest.setTimeout(180_000);

const LINES = PRACTICES.flatMap(({ items }) => items).length;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-report-'));

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.each(['orders', 'legacy'])('the report of examples/%s in Chromium', (example) => {
  let seen: { readonly [view: string]: Seen };
  let paper: Paper;

  beforeAll(async () => {
    const { outdir } = cdkSynth(path.resolve(__dirname, '../../examples', example, 'app.ts'));
    const page = path.join(folder, `${example}.html`);
    const silent = { write: () => true };
    expect(await main(['report', outdir, '--html', page], { stdout: silent, stderr: process.stderr, color: false, cwd: '/' })).toBe(0);
    const look = spawnSync(process.execPath, [path.join(__dirname, 'browser/look.mjs'), page], { encoding: 'utf8' });
    expect(look.stderr).toBe('');
    ({ paper, ...seen } = JSON.parse(look.stdout));
  });

  test.each(['light', 'dark', 'phone'])('%s: passes the rules of axe, fits the screen, sends no requests, and filters', (view) => {
    const { violations, messages, requests, all, width, searched, satisfied } = seen[view];
    expect(violations).toEqual([]);
    expect(messages).toEqual([]);
    expect(requests).toBe(1);
    expect(width[0]).toBeLessThanOrEqual(width[1]);
    expect(all).toBe(LINES);
    expect(searched.length).toBeLessThan(LINES);
    expect(searched.join('\n')).toContain('Rotate secrets frequently');
    expect(new Set(satisfied)).toEqual(new Set(example === 'orders' ? ['satisfied'] : []));
  });

  test('on A4: everything is unfolded and within the page, with fields to sign', () => {
    expect(paper).toEqual({ wide: [], folded: 0, signOff: true, pdf: expect.any(Number) });
    expect(paper.pdf).toBeGreaterThan(10_000);
  });
});
