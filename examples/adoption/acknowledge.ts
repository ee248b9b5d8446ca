import { App, Stack, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Sec3 } from 'cdk-sec3';

declare const app: App;

const stack = new Stack(app, 'Partner');
const key = new Secret(stack, 'PartnerKey');
Validations.of(key).acknowledge({ id: 'Sec3-SecretRotated[not-rotated]', reason: 'The partner rotates it, each quarter, by its own job' });
Sec3.enforce(app);
