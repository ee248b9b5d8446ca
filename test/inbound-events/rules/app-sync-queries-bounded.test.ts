import { appSyncQueriesBounded as rule } from '../../../lib/inbound-events/rules/app-sync-queries-bounded';
import { check } from '../../gate/harness';

const found = (properties: object) =>
  check(rule, { Parameters: { Open: { Type: 'Number' } }, Resources: { It: { Type: 'AWS::AppSync::GraphQLApi', Properties: properties } } });

test.each([{ QueryDepthLimit: 5 }, { ResolverCountLimit: 100 }, { QueryDepthLimit: 0, ResolverCountLimit: '100' }])('compliant: %j', (properties) => {
  expect(found(properties)).toEqual([]);
});

test.each([{}, { QueryDepthLimit: 0 }, { QueryDepthLimit: 0, ResolverCountLimit: 0 }])('non-compliant: %j', (properties) => {
  expect(found(properties)).toEqual(['It[unbounded] Properties: neither QueryDepthLimit nor ResolverCountLimit is set']);
});

test('undetermined: a limit that is known only at deployment', () => {
  expect(found({ QueryDepthLimit: { Ref: 'Open' } })).toEqual([expect.stringMatching(/^It\[undetermined\]/)]);
});
