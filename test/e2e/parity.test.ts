import * as path from 'path';
import { cdkSynth, lines } from './cdk';
import { main } from '../../lib/cli/main';

jest.setTimeout(120_000);

test.each([
  ['legacy', 1],
  ['orders', 0],
])('cdk-sec3 check on cdk.out of examples/%s has the same findings as cdk synth', async (example, status) => {
  const synthesis = cdkSynth(path.resolve(__dirname, '../../examples', example, 'app.ts'));
  expect(synthesis.status).toBe(status);
  let json = '';
  const stdout = { write: (text: string) => (json += text) };
  expect(await main(['check', synthesis.outdir, '--format', 'json'], { stdout, stderr: process.stderr, color: false, cwd: '/' })).toBe(status);
  const { findings, acknowledged } = JSON.parse(json);
  expect(findings.map(({ level, id, path: at }: any) => `${level} ${id} ${at}`).sort()).toEqual(lines(synthesis.violations).sort());
  expect(acknowledged.map(({ path: at, acknowledgement }: any) => [at, acknowledgement.reason]).sort()).toEqual(
    synthesis.suppressed.flatMap(({ violatingConstructs, reason }) => violatingConstructs.map(({ constructPath }) => [constructPath, reason])).sort(),
  );
  expect(findings.length > 0).toBe(status === 1);
});
