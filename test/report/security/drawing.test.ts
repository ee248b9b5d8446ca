import { judged, workload } from './sample-workload';
import { drawing } from '../../../lib/report/security/drawing';
import { workloadMap } from '../../../lib/report/security/workload-map';

const drawn = (functions: number) => drawing(workloadMap(judged(workload(functions))));

test('each node is a box, and each edge a line', () => {
  const svg = drawn(2);
  expect(svg.match(/<rect /g)).toHaveLength(7);
  expect(svg.match(/<path /g)).toHaveLength(5);
});

test('functions with the same neighbors share a box', () => {
  const svg = drawn(500);
  expect(svg).toContain('498 functions');
  expect(svg.match(/<rect /g)!.length).toBeLessThan(10);
});

test('a description says what the drawing shows', () => {
  expect(drawn(2)).toContain('<desc id="drawing-text">2 sources, 2 functions, 3 secrets, data and hosts.');
});

test('names are escaped', () => {
  const template = workload();
  template.Resources.Fn0.Metadata = { 'aws:cdk:path': 'App/<script>alert(1)</script>' };
  expect(drawing(workloadMap(judged(template)))).not.toContain('<script');
});
