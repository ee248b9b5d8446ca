import { App, Stack } from 'aws-cdk-lib';
import { unrotated } from '../../secure/unrotated';
import { Sec3, Sec3Level } from 'cdk-sec3';

const app = new App();
unrotated(new Stack(app, 'Stack'));
Sec3.enforce(app, { levels: { SecretRotated: Sec3Level.WARNING } });
