import { App } from 'aws-cdk-lib';
import { RuntimePolicy, RuntimeProtection, Sec3 } from 'cdk-sec3';

declare const app: App;

Sec3.harden(app);
RuntimeProtection.protect(app, { policy: RuntimePolicy.alertOnly() });
Sec3.enforce(app);
