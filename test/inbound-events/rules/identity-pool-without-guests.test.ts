import { identityPoolWithoutGuests } from '../../../lib/inbound-events/rules/identity-pool-without-guests';
import { ids, TestTemplate } from '../../gate/harness';

const found = (value: unknown) =>
  ids(identityPoolWithoutGuests, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::Cognito::IdentityPool', Properties: { AllowUnauthenticatedIdentities: value } } } } as TestTemplate);

test.each([[false, []], ['false', []], [true, ['It[guests]']], ['true', ['It[guests]']], [{ Ref: 'Open' }, ['It[undetermined]']]])('guests: %j', (value, expected) => {
  expect(found(value)).toEqual(expected);
});
