import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Sec3Checks } from 'cdk-sec3';

// Only one of two Stages, each with an unrotated secret, is judged.
const app = new App();
for (const id of ['Judged', 'Other']) {
  const stage = new Stage(app, id);
  new Secret(new Stack(stage, 'Stack'), 'Secret');
  if (id === 'Judged') Validations.of(stage).addPlugins(new Sec3Checks(stage));
}
