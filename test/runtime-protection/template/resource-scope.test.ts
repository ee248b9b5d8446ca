import * as fc from 'fast-check';
import { tableOf } from '../../../lib/aws/table';
import { ARN_FORMATS } from '../../../lib/aws/tables/arn-formats';
import { coversEveryResource } from '../../../lib/runtime-protection/template/resource-scope';

/** Every ARN format except for changes of Route 53, whose ids are not known in advance. */
const FORMATS = [...tableOf(ARN_FORMATS)].flatMap(([service, formats]) => formats.map((format) => ({ service, format }))).filter(({ format }) => !['async-invoke/*', 'automation-execution/*', 'change/*', 'job/*', 'service-job/*'].includes(format));

const arnOf = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;

test('many ARN formats are known', () => {
  expect(FORMATS.length).toBeGreaterThan(2000);
});

test('each format with wildcards covers every resource of a type', () => {
  expect(FORMATS.filter(({ service, format }) => !coversEveryResource(arnOf(service, format)))).toEqual([]);
});

test('one named resource is not every resource', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), fc.stringMatching(/^[a-z0-9]{1,12}$/), ({ service, format }, name) => {
      expect(coversEveryResource(arnOf(service, format.replace(/\*/g, `x${name}`)))).toBe(false);
    }),
  );
});

test('a name from the deployment is one resource', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), ({ service, format }) => {
      expect(coversEveryResource(arnOf(service, format.replace(/\*/g, '${Name}')))).toBe(false);
    }),
  );
});

test.each(['a*', 'ar?*', 'arn*', '*:*'])('%s covers every ARN', (pattern) => expect(coversEveryResource(pattern)).toBe(true));

test.each(['*:table/orders', 'x*', '*orders'])('%s does not', (pattern) => expect(coversEveryResource(pattern)).toBe(false));
