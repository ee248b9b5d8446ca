import * as fc from 'fast-check';
import { tableOf } from '../../../lib/aws/table';
import { ARN_FORMATS } from '../../../lib/aws/tables/arn-formats';
import { coversEveryResource } from '../../../lib/runtime-protection/template/resource-scope';

/** Every format of an ARN, but for changes of Route 53, whose ids no one knows before. */
const FORMATS = [...tableOf(ARN_FORMATS)].flatMap(([service, formats]) => formats.map((format) => ({ service, format }))).filter(({ format }) => format !== 'change/*');

const arnOf = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;

test('formats of many services are known', () => {
  expect(FORMATS.length).toBeGreaterThan(2000);
});

test('each of them, with wildcards for all that differs, covers a type', () => {
  expect(FORMATS.filter(({ service, format }) => !coversEveryResource(arnOf(service, format)))).toEqual([]);
});

test('one resource by its name is not every resource', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), fc.stringMatching(/^[a-z0-9]{1,12}$/), ({ service, format }, name) => {
      expect(coversEveryResource(arnOf(service, format.replace(/\*/g, `x${name}`)))).toBe(false);
    }),
  );
});

test('what is named at deployment is one resource', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), ({ service, format }) => {
      expect(coversEveryResource(arnOf(service, format.replace(/\*/g, '${Name}')))).toBe(false);
    }),
  );
});
