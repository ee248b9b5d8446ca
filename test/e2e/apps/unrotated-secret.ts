import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Sec3 } from 'cdk-sec3';

const app = new App();
new Secret(new Stack(app, 'Bad'), 'Secret');
new Stack(app, 'Good');
Sec3.enforce(app);
