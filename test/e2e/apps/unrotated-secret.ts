import { App, Stack } from 'aws-cdk-lib';
import { unrotated } from '../../secure/unrotated';
import { Sec3 } from 'cdk-sec3';

const app = new App();
unrotated(new Stack(app, 'Bad'));
new Stack(app, 'Good');
Sec3.enforce(app);
