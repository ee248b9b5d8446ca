import * as fc from 'fast-check';
import { RandomValueSettings, randomValue, unusableSettings } from '../../lambda/secret-rotation/random-value';

const TYPES = {
  excludeLowercase: /[a-z]/,
  excludeUppercase: /[A-Z]/,
  excludeNumbers: /[0-9]/,
  excludePunctuation: /[!-/:-@[-`{-~]/,
};

const settings = fc.record<RandomValueSettings>(
  {
    length: fc.integer({ min: 1, max: 300 }),
    excludeCharacters: fc.string({ maxLength: 30 }),
    excludeLowercase: fc.boolean(),
    excludeNumbers: fc.boolean(),
    excludePunctuation: fc.boolean(),
    excludeUppercase: fc.boolean(),
    includeSpace: fc.boolean(),
    requireEachIncludedType: fc.boolean(),
  },
  { requiredKeys: [] },
);

describe('random values', () => {
  it('have the length and the character types of the settings', () => {
    let made = 0;
    fc.assert(
      fc.property(settings, (asked) => {
        if (unusableSettings(asked).length) return;
        made += 1;
        const value = randomValue(asked);
        const excluded = [...(asked.excludeCharacters ?? '')];
        expect(value).toHaveLength(asked.length ?? 32);
        expect(value).toMatch(asked.includeSpace ? /^[ -~]+$/ : /^[!-~]+$/);
        for (const character of excluded) expect(value).not.toContain(character);
        for (const [name, type] of Object.entries(TYPES)) {
          if (asked[name as keyof typeof TYPES]) expect(value).not.toMatch(type);
          else if (asked.requireEachIncludedType !== false && someLeft(type, excluded)) expect(value).toMatch(type);
        }
      }),
      { numRuns: 1000 },
    );
    expect(made).toBeGreaterThan(500);
  });

  it('are created for all settings that have no problem', () => {
    fc.assert(
      fc.property(settings, (asked) => {
        const problems = unusableSettings(asked);
        if (problems.length) return;
        expect(() => randomValue(asked)).not.toThrow();
      }),
    );
  });

  it('differ, and use each character about equally often', () => {
    const digits = { length: 4096, excludeLowercase: true, excludeUppercase: true, excludePunctuation: true };
    const values = Array.from({ length: 10 }, () => randomValue(digits));
    expect(new Set(values).size).toBe(10);
    for (const digit of '0123456789') {
      const share = values.join('').split(digit).length - 1;
      // Seven standard deviations from the mean.
      expect(Math.abs(share - 4096)).toBeLessThan(7 * Math.sqrt(40_960 * 0.09));
    }
  });

  it.each([
    [{ length: 0 }, 'length is 0: it has to be a whole number from 1 to 4096'],
    [{ length: 4097 }, 'length is 4097: it has to be a whole number from 1 to 4096'],
    [{ length: 1.5 }, 'length is 1.5: it has to be a whole number from 1 to 4096'],
    [{ length: 3 }, 'length is 3: one character of each of 4 types needs 4; or set requireEachIncludedType to false'],
    [
      { excludeLowercase: true, excludeUppercase: true, excludeNumbers: true, excludePunctuation: true },
      'every character is excluded: allow some',
    ],
  ])('are rejected with %j', (asked, problem) => {
    expect(unusableSettings(asked)).toEqual([problem]);
  });
});

function someLeft(type: RegExp, excluded: readonly string[]): boolean {
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  return printable.some((character) => type.test(character) && !excluded.includes(character));
}
