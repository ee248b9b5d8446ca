import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { Sec3 } from 'cdk-sec3';

const app = new App();
new Secret(new Stack(app, 'Stack'), 'Secret');
const rule = SEC3_RULES.find(({ id }) => id === 'SecretRotated')!;
Object.assign(rule, {
  check: () => {
    throw new TypeError('a bug in the rule');
  },
});
Sec3.enforce(app);
