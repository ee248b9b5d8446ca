import { finding, Rule } from '../../gate';

/** Devices are verified before AWS IoT registers them. */
export const deviceRegistrationVerified: Rule = {
  id: 'DeviceRegistrationVerified',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each fleet provisioning template has a hook that verifies a device before AWS IoT registers it.',
  why:
    'All devices of a production series have the same claim certificate. Anyone who extracts it from one device can register any number of devices, ' +
    'under any name, and their messages start functions.',
  fix: {
    cdk: 'Set preProvisioningHook of the CfnProvisioningTemplate, with a function that looks up the serial number of the device.',
    template: 'Set PreProvisioningHook.TargetArn of the provisioning template to a function that looks up the serial number of the device.',
  },
  acceptable: 'If only trusted users provision devices, or each device has a claim certificate of its own: say how they are verified.',
  link: 'https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html',
  resourceTypes: ['AWS::IoT::ProvisioningTemplate'],
  findings: {
    'no-hook': 'AWS IoT registers each device that has the claim certificate.',
  },
  check: (template) => {
    // For just-in-time provisioning, each device has a separate certificate. A disabled template registers none.
    if (template.get('TemplateType').string() === 'JITP' || template.get('Enabled').boolean() !== true) return [];
    return template.get('PreProvisioningHook', 'TargetArn').exists ? [] : [finding(template, 'no-hook', 'PreProvisioningHook is absent')];
  },
};
