import { App, Stack, Validations } from 'aws-cdk-lib';
import { unrotated } from '../../secure/unrotated';
import { Sec3 } from 'cdk-sec3';

const app = new App();
const stack = new Stack(app, 'Stack');
for (const [name, id, reason] of [
  ['Short', 'Sec3-SecretRotated', 'rotated by its provider every day'],
  ['Qualified', 'Sec3::Sec3-SecretRotated[not-rotated]', 'rotated by its provider every week'],
  ['Empty', 'Sec3-SecretRotated', ''],
]) {
  Validations.of(unrotated(stack, name)).acknowledge({ id, reason });
}
Validations.of(stack).acknowledge({ id: 'Sec3-SecretRotated[rotated-too-rarely]', reason: 'covers nothing in this stack' });
Validations.of(app).acknowledge({ id: 'Sec3-NoSuchRule', reason: 'a rule that was renamed' });
Validations.of(app).acknowledge({ id: 'AwsSolutions::AwsSolutions-SMG4', reason: 'meant for another pack' });
Sec3.enforce(app);
