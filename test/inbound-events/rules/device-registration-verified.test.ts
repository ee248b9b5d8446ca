import { deviceRegistrationVerified } from '../../../lib/inbound-events/rules/device-registration-verified';
import { ids } from '../../gate/harness';

const HOOK = { PreProvisioningHook: { TargetArn: 'arn' } };

test.each<[string, object, string[]]>([
  ['a hook', { Enabled: true, ...HOOK }, []],
  ['certificates of single devices', { Enabled: true, TemplateType: 'JITP' }, []],
  ['a disabled template', {}, []],
  ['no hook', { Enabled: true }, ['It[no-hook]']],
  ['no hook, with a type', { Enabled: true, TemplateType: 'FLEET_PROVISIONING' }, ['It[no-hook]']],
  ['a state that is known only at deployment', { Enabled: { Ref: 'Open' } }, ['It[undetermined]']],
])('%s', (_, properties, expected) => {
  expect(ids(deviceRegistrationVerified, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::IoT::ProvisioningTemplate', Properties: properties } } })).toEqual(expected);
});
