import { judged, workload } from './sample-workload';
import { drawing } from '../../../lib/report/security/drawing';
import { workloadMap } from '../../../lib/report/security/workload-map';

const drawn = (functions: number) => drawing(workloadMap(judged(workload(functions))));

test('a box for each node and a line for each edge', () => {
  const svg = drawn(2);
  expect(svg.match(/<rect /g)).toHaveLength(7);
  expect(svg.match(/<path /g)).toHaveLength(5);
});

test('many functions with the same neighbors are one box', () => {
  const svg = drawn(500);
  expect(svg).toContain('498 functions');
  expect(svg.match(/<rect /g)!.length).toBeLessThan(10);
});

test('says in words what it shows', () => {
  expect(drawn(2)).toContain('<desc id="drawing-text">2 sources, 2 functions, 3 secrets, data and hosts.');
});

test('names are text', () => {
  const template = workload();
  template.Resources.Fn0.Metadata = { 'aws:cdk:path': 'App/<script>alert(1)</script>' };
  expect(drawing(workloadMap(judged(template)))).not.toContain('<script');
});
