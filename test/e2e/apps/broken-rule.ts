import { App, Stack } from 'aws-cdk-lib';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { unrotated } from '../../secure/unrotated';
import { Sec3 } from 'cdk-sec3';

const app = new App();
unrotated(new Stack(app, 'Stack'));
const rule = SEC3_RULES.find(({ id }) => id === 'SecretRotated')!;
Object.assign(rule, {
  check: () => {
    throw new TypeError('a bug in the rule');
  },
});
Sec3.enforce(app);
