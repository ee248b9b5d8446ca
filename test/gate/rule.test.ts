import { workloadOf } from './harness';
import { all, attempt, each, finding, undetermined } from '../../lib/gate';

const [resource] = workloadOf({ Resources: { R: { Type: 'T', Properties: { A: { Ref: 'Missing' } } } } }).resources();
const at = resource.get('A');
const unknown = { kind: 'undetermined', message: 'Missing is not defined in the template', resource, location: 'Properties.A' };

test('an outcome points to a property, or to the properties of a resource', () => {
  expect(finding(at, 'id', 'm')).toEqual({ kind: 'finding', id: 'id', message: 'm', resource, location: 'Properties.A' });
  expect(finding(resource, 'id', 'm')).toEqual({ kind: 'finding', id: 'id', message: 'm', resource, location: 'Properties' });
  expect(undetermined(at, 'm')).toEqual({ kind: 'undetermined', message: 'm', resource, location: 'Properties.A' });
  expect(undetermined(resource, 'm')).toEqual({ kind: 'undetermined', message: 'm', resource, location: 'Properties' });
});

describe('attempt', () => {
  test('returns the outcomes of a check', () => expect(attempt(() => [finding(at, 'id', 'm')])).toEqual([finding(at, 'id', 'm')]));
  test('turns an unknown value into an undetermined outcome', () => expect(attempt(() => [finding(at, 'id', at.string()!)])).toEqual([unknown]));
  test('rethrows other errors', () => {
    const broken = () => {
      throw new TypeError('broken');
    };
    expect(() => attempt(broken)).toThrow(new TypeError('broken'));
  });
});

test('each and all continue after an undetermined part', () => {
  const known = finding(resource, 'id', 'known');
  const checks = [() => [known], () => [finding(at, 'id', at.string()!)], () => [], () => [known, known]];
  expect(all(...checks)).toEqual([known, unknown, known, known]);
  expect(each(new Set(checks), (check) => check())).toEqual([known, unknown, known, known]);
});
