import { identityPoolWithoutGuests } from '../../../lib/inbound-events/rules/identity-pool-without-guests';
import { ids, TestTemplate } from '../../gate/harness';

const found = (properties: object) =>
  ids(identityPoolWithoutGuests, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::Cognito::IdentityPool', Properties: properties } } } as TestTemplate);

test.each([[undefined, []], [false, []], ['false', []], [true, ['guests']], ['true', ['guests']], [{ Ref: 'Open' }, ['undetermined']]])('guests: %j', (value, expected) => {
  expect(found({ AllowUnauthenticatedIdentities: value })).toEqual(expected.map((id) => `It[${id}]`));
});

test.each([[undefined, []], [false, []], [true, ['classic-flow']], [{ Ref: 'Open' }, ['undetermined']]])('classic flow: %j', (value, expected) => {
  expect(found({ AllowUnauthenticatedIdentities: false, AllowClassicFlow: value })).toEqual(expected.map((id) => `It[${id}]`));
});

test('both findings', () => expect(found({ AllowUnauthenticatedIdentities: true, AllowClassicFlow: true })).toEqual(['It[guests]', 'It[classic-flow]']));
