import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { unrotated } from '../../secure/unrotated';
import { Sec3Checks } from 'cdk-sec3';

// Two Stages, each with an unrotated secret; only one is judged.
const app = new App();
for (const id of ['Judged', 'Other']) {
  const stage = new Stage(app, id);
  unrotated(new Stack(stage, 'Stack'));
  if (id === 'Judged') Validations.of(stage).addPlugins(new Sec3Checks(stage));
}
