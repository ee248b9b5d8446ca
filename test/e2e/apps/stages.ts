import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { unrotated } from '../../secure/unrotated';
import { Sec3 } from 'cdk-sec3';

// The bad stack is inside a Stage inside a Stage, where `cdk synth` without arguments does not look.
const app = new App();
new Stack(app, 'Good');
const inner = new Stage(new Stage(app, 'Prod'), 'Europe');
unrotated(new Stack(inner, 'Bad'));
Sec3.enforce(app);

if (process.env.ACKNOWLEDGE_AT_APP) {
  Validations.of(app).acknowledge({ id: 'Sec3-StageFindings', reason: 'a summary that must not be acknowledged away' });
}
if (process.env.ACKNOWLEDGE_AT_STAGE) {
  Validations.of(inner).acknowledge({ id: 'Sec3-SecretRotated', reason: 'the provider rotates it on its own' });
}
