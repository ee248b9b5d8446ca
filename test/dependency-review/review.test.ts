import * as fs from 'fs';
import * as path from 'path';
import { Scene, within } from './scene';
import { toJunit } from '../../lambda/dependency-review/junit';
import { Plan, readPlan, ScannerPlan } from '../../lambda/dependency-review/plan';
import { combined, readResults, ScannerResult } from '../../lambda/dependency-review/results';
import { review } from '../../lambda/dependency-review/review';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(console, 'log').mockReturnValue();
  scene.write('cdk.out/sbom/Orders/Fn.cdx.json', { bomFormat: 'CycloneDX' });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

const result = (outcome: ScannerResult['outcome'], detail = 'said'): ScannerResult => ({ name: outcome, outcome, detail, seconds: 1 });

const download = () => ({ url: 'http://127.0.0.1:1/none', sha256: '' });

const certify: ScannerPlan = { name: 'certify', assembly: 'cdk.out' };

/** Installs a program of the application that replaces cdk-sec3. */
function cdkSec3(exitCode: number): void {
  scene.write('node_modules/.bin/cdk-sec3', scene.program(exitCode));
  fs.chmodSync(path.join(scene.source, 'node_modules/.bin/cdk-sec3'), 0o755);
}

const run = (plan: Plan) => within({ PATH: scene.path }, () => review(plan, scene.place, 'build-1'));

test.each<[ScannerResult['outcome'][], ScannerResult['outcome']]>([
  [['clean', 'clean'], 'clean'],
  [['clean', 'findings'], 'findings'],
  [['findings', 'failed', 'clean'], 'failed'],
])('outcomes %j combine to %s', (outcomes, together) => expect(combined(outcomes.map((outcome) => result(outcome))).outcome).toBe(together));

test('a failing scanner does not stop the others, and the review fails', async () => {
  cdkSec3(1);
  const results = await run({ scanners: [{ name: 'osv-scanner', download: download() }, { name: 'toString' } as unknown as ScannerPlan, certify] });
  expect(results.outcome).toBe('failed');
  expect(results.scanners.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['osv-scanner failed', 'toString failed', 'certify findings']);
  expect(results.scanners[1].detail).toBe('no scanner is named "toString"');
  expect(readResults(scene.place.home)).toEqual(results);
});

test('reports are uploaded under the id of the build, with its role', async () => {
  cdkSec3(0);
  scene.install('aws', scene.program(0));
  await within({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/credentials' }, () => run({ scanners: [certify], reports: 's3://bucket/reports' }));
  const { args, env } = scene.called();
  expect(args).toEqual(['s3', 'cp', scene.place.reports, 's3://bucket/reports/build-1/', '--recursive', '--only-show-errors']);
  expect(env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI).toBe('/credentials');
  expect(fs.readdirSync(scene.place.reports).sort()).toEqual(['junit.xml', 'results.json', 'sbom']);
  expect(fs.existsSync(scene.place.report('sbom/Orders/Fn.cdx.json'))).toBe(true);
});

test('a failed upload of reports fails the review', async () => {
  cdkSec3(0);
  scene.install('aws', '#!/bin/sh\necho AccessDenied >&2\nexit 1\n');
  await expect(run({ scanners: [certify], reports: 's3://bucket/reports' })).rejects.toThrow('aws s3 ended with exit code 1: AccessDenied');
});

test('JUnit: findings are failures, and a failed scanner is an error', () => {
  expect(toJunit([result('clean'), result('findings', '<a> & "b"\u001b[31m\u0000'), result('failed', 'one\ntwo')])).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuite name="dependency-review" tests="3" failures="1" errors="1">',
      '  <testcase classname="dependency-review" name="clean" time="1"></testcase>',
      '  <testcase classname="dependency-review" name="findings" time="1"><failure message="&lt;a&gt; &amp; &quot;b&quot;[31m"/></testcase>',
      '  <testcase classname="dependency-review" name="failed" time="1"><error message="one two"/></testcase>',
      '</testsuite>',
      '',
    ].join('\n'),
  );
});

test.each<[string | undefined, string]>([
  [undefined, 'SEC3_REVIEW_PLAN, which lists the scanners, is missing from the environment'],
  ['{', 'SEC3_REVIEW_PLAN is not JSON'],
  ['null', 'SEC3_REVIEW_PLAN names no scanner'],
  ['{"scanners":[]}', 'SEC3_REVIEW_PLAN names no scanner'],
])('a plan of %s fails the review', (text, message) => expect(() => readPlan(text)).toThrow(message));

test.each([[undefined], ['{'], ['{}'], ['{"scanners":[]}']])('results of %s are rejected', (text) => {
  if (text !== undefined) fs.writeFileSync(scene.place.report('results.json'), text);
  expect(() => readResults(scene.place.home)).toThrow('there is no review to evaluate');
});
