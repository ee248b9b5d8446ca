import * as fc from 'fast-check';
import { workloadOf } from './harness';
import { Acknowledgement, Acknowledgements, Observation, qualify, Resource, Rule, selfAndAncestors, subjectOf } from '../../lib/gate';

const [resource] = workloadOf({ Resources: { R: { Type: 'T' } } }).resources();

const rule: Rule = {
  id: 'Rotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 't',
  why: 'w',
  fix: { cdk: 'c', template: 't' },
  link: 'l',
  resourceTypes: ['T'],
  findings: { bad: 'b', worse: 'w' },
  check: () => [],
};

/** Returns a finding of the rule at a construct path. */
function observed(path: string, id = 'bad', by: Rule = rule): Observation {
  const at = Object.create(resource, { path: { value: path } }) as Resource;
  return { rule: by, resource: at, kind: 'finding', id, message: 'm', location: 'Properties' };
}

function said(id: string, path = '', reason = 'r'): Acknowledgement {
  return { id, path, reason };
}

/** Returns the acknowledgement that covers a finding of the rule at a construct path. */
function covering(all: readonly Acknowledgement[], path: string, id?: string): string | undefined {
  const found = new Acknowledgements(all).covering(observed(path, id));
  return found && `${found.id} at ${found.path}`;
}

describe('ids', () => {
  test.each([
    'Sec3-Rotated',
    'Sec3::Sec3-Rotated',
    'sec3::Sec3-Rotated',
    'SEC3::Sec3-Rotated',
    'Annotation::Sec3-Rotated',
    'Construct-Annotations::Sec3-Rotated',
    'Sec3-Rotated[bad]',
    'Sec3::Sec3-Rotated[bad]',
    'Construct-Annotations::Sec3-Rotated[bad]',
  ])('%s covers the finding', (id) => expect(covering([said(id)], 'S/R')).toBe(`${id} at `));

  test.each([
    'Rotated',
    'sec3-Rotated',
    'Sec3-rotated',
    'Sec3-Rotate',
    'Sec3-RotatedNow',
    'Sec3-Rotated[worse]',
    'Sec3-Rotated[]',
    'Sec3-Rotated[bad',
    'Sec3-Rotated[bad]]',
    'Sec3-Rotated[[bad]]',
    'Sec3-Rotated[bad]x',
    ' Sec3-Rotated',
    'Sec3-Rotated\n',
    '',
  ])('%j does not cover it', (id) => expect(covering([said(id)], 'S/R')).toBeUndefined());

  test.each(['AwsSolutions::Sec3-Rotated', 'AwsSolutions::AwsSolutions-SMG4', 'AwsSolutions-SMG4', '::Sec3-Rotated', 'Sec3::Rotated', 'Sec3', 'Sec3::', ''])(
    '%j belongs to another plugin and is ignored',
    (id) => {
      const all = new Acknowledgements([said(id)]);
      expect([all.ours, all.unused()]).toEqual([[], []]);
      expect(all.covering(observed('S/R'))).toBeUndefined();
    },
  );

  test('malformed ids of this plugin cover nothing', () => {
    const odd = ['Sec3-', 'Sec3-]', 'Sec3-[', 'Sec3-Rotated[a::b]', 'Sec3::Sec3-Rotated[', 'Sec3-Rotated::bad'].map((id) => said(id));
    const all = new Acknowledgements(odd);
    expect(all.covering(observed('S/R'))).toBeUndefined();
    // An id with two colons before any bracket has the namespace of another plugin.
    expect(all.unused()).toEqual(odd.slice(0, -1));
  });

  test.each([
    ['Sec3-Rotated', 'Rotated', undefined],
    ['Sec3::Sec3-Rotated', 'Rotated', undefined],
    ['Sec3-Rotated[bad]', 'Rotated', 'bad'],
    ['Construct-Annotations::Sec3-Rotated[bad]', 'Rotated', 'bad'],
    ['Sec3-Rotated[]', 'Rotated', ''],
    ['Sec3-Rotated[[a]]', 'Rotated', '[a]'],
    ['Sec3-', '', undefined],
    ['Sec3-Rotated[bad', 'Sec3-Rotated[bad', undefined],
    ['nothing', 'nothing', undefined],
  ])('%s names rule %j and finding %j', (id, ruleId, findingId) => expect(subjectOf(said(id))).toEqual({ ruleId, findingId }));

  test('ids in the gate’s notation are parsed back unchanged', () => {
    const ruleId = fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/);
    const findingId = fc.option(fc.stringMatching(/^[a-z]+(-[a-z]+){0,3}$/), { nil: undefined });
    const namespace = fc.constantFrom('', 'Sec3::', 'Construct-Annotations::');
    fc.assert(
      fc.property(ruleId, findingId, namespace, (r, f, n) => {
        expect(subjectOf(said(n + qualify(r, f)))).toEqual({ ruleId: r, findingId: f });
      }),
    );
  });
});

describe('several acknowledgements', () => {
  test.each([
    ['S/A/R', 'Sec3-Rotated at S/A'],
    ['S/A', 'Sec3-Rotated at S/A'],
    ['S/AB/R', 'Sec3-Rotated at S'],
    ['S', 'Sec3-Rotated at S'],
    ['T/R', 'Sec3-Rotated at '],
  ])('the closest construct above %s wins', (path, expected) => {
    const all = ['', 'S', 'S/A', 'S/A/R/Below', 'A'].map((at) => said('Sec3-Rotated', at));
    expect(covering(all, path)).toBe(expected);
    expect(covering([...all].reverse(), path)).toBe(expected);
  });

  const both = [said('Sec3-Rotated', 'S'), said('Sec3-Rotated[bad]', 'S')];
  test.each([[both], [[...both].reverse()]])('at one construct, the one that names the finding takes precedence', (all) => {
    expect(covering(all, 'S/R')).toBe('Sec3-Rotated[bad] at S');
    expect(covering(all, 'S/R', 'worse')).toBe('Sec3-Rotated at S');
    expect(covering(all, 'S/R', 'undetermined')).toBe('Sec3-Rotated at S');
  });

  test('a closer one of the rule takes precedence over a more distant one of the finding', () => {
    expect(covering([said('Sec3-Rotated[bad]', ''), said('Sec3-Rotated', 'S')], 'S/R')).toBe('Sec3-Rotated at S');
  });

  test('of duplicates at one construct, only the first counts', () => {
    const all = ['Sec3-Rotated', 'Sec3::Sec3-Rotated', 'Sec3-Rotated'].map((id, index) => said(id, 'S', `reason ${index}`));
    const acknowledgements = new Acknowledgements(all);
    expect(acknowledgements.ours).toEqual([all[0]]);
    expect(acknowledgements.covering(observed('S/R'))).toBe(all[0]);
  });

  test('those that cover nothing are unused', () => {
    const all = [said('Sec3-Rotated', 'S'), said('Sec3-Rotated[bad]', 'S'), said('Sec3-Other', 'S'), said('Sec3-Rotated', 'T')];
    const acknowledgements = new Acknowledgements(all);
    expect(acknowledgements.unused()).toEqual(all);
    acknowledgements.covering(observed('S/R'));
    expect(acknowledgements.unused()).toEqual([all[0], all[2], all[3]]);
    acknowledgements.covering(observed('S/R', 'worse'));
    acknowledgements.covering(observed('S/R'));
    acknowledgements.covering(observed('U/R'));
    expect(acknowledgements.unused()).toEqual([all[2], all[3]]);
    acknowledgements.covering(observed('S', 'x', { ...rule, id: 'Other' }));
    expect(acknowledgements.unused()).toEqual([all[3]]);
  });
});

describe('construct paths', () => {
  test.each([
    ['', ['']],
    ['S', ['S', '']],
    ['S/A/R', ['S/A/R', 'S/A', 'S', '']],
    ['/S', ['/S', '']],
  ])('%j and its ancestors', (path, expected) => expect([...selfAndAncestors(path)]).toEqual(expected));

  const step = fc.constantFrom('A', 'B', 'AB');
  const steps = fc.array(step, { maxLength: 4 });

  test('an acknowledgement covers exactly its construct and everything below', () => {
    fc.assert(
      fc.property(steps, steps, (at, of) => {
        const isBelow = at.every((id, index) => id === of[index]);
        expect(covering([said('Sec3-Rotated', at.join('/'))], of.join('/')) !== undefined).toBe(isBelow);
      }),
    );
  });

  test('the longest path above a finding wins', () => {
    fc.assert(
      fc.property(fc.uniqueArray(steps, { selector: (at) => at.join('/'), maxLength: 8 }), steps, (places, of) => {
        const above = places.filter((at) => at.every((id, index) => id === of[index])).sort((a, b) => b.length - a.length);
        const expected = above.length === 0 ? undefined : `Sec3-Rotated at ${above[0].join('/')}`;
        expect(covering(places.map((at) => said('Sec3-Rotated', at.join('/'))), of.join('/'))).toBe(expected);
      }),
    );
  });
});
