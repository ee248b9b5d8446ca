import { App } from 'aws-cdk-lib';
import { Sec3, Sec3Level } from 'cdk-sec3';

declare const app: App;

Sec3.enforce(app, {
  defaultLevel: Sec3Level.WARNING,
  levels: { SecretRotated: Sec3Level.ERROR, MethodAuthorized: Sec3Level.ERROR },
});
