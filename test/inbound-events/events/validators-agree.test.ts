import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { decided, isAlike, isOwnRule } from './decided-alike';
import { randomCases, Version } from './random-schemas';

const AJV = { 4: Ajv04 as unknown as typeof Ajv, 7: Ajv, 2020: Ajv2020 as unknown as typeof Ajv };

/**
 * Cases in which ajv deviates from the specification, pinned in compile-schema.test.ts: decimals, equality of objects, empty names, tuples with
 * contains.
 */
const OTHERWISE_IN_AJV = /"multipleOf":(0|1e)|"uniqueItems":true|"required":\[[^\]]*""|"dependen|"contains"|"enum":.*"toString"/;

const draws = (version: Version) => [true, false].flatMap((isPortable) => decided(randomCases(version, 12, 3, isPortable)));

test.each<Version>([4, 7, 2020])('draft %s: validators for Node.js, Python and ajv agree on random schemas', (version) => {
  const cases = draws(version);
  expect(cases.length).toBeGreaterThan(4);
  const counts = { valid: 0, invalid: 0 };
  for (const { schema, texts, node, python } of cases) {
    const ajv = addFormats(new AJV[version]({ strict: false, logger: false, unicodeRegExp: true, ownProperties: true }));
    const validate = OTHERWISE_IN_AJV.test(JSON.stringify(schema)) ? undefined : ajv.compile(schema);
    for (const [i, text] of texts.entries()) {
      counts[node[i] === null ? 'valid' : 'invalid'] += 1;
      const said = { schema, text, node: node[i], python: python[i] };
      expect({ ...said, isAlike: isAlike(text, node[i], python[i]) }).toEqual({ ...said, isAlike: true });
      if (validate && !isOwnRule(node[i])) expect({ ...said, isValid: validate(JSON.parse(text)) }).toEqual({ ...said, isValid: node[i] === null });
    }
  }
  expect(Math.min(counts.valid, counts.invalid)).toBeGreaterThan(40);
});
