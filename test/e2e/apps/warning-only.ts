import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Sec3, Sec3Level } from 'cdk-sec3';

const app = new App();
new Secret(new Stack(app, 'Stack'), 'Secret');
Sec3.enforce(app, { levels: { SecretRotated: Sec3Level.WARNING } });
