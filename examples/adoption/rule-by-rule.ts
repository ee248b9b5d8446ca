import { App } from 'aws-cdk-lib';
import { Sec3, Sec3Checks, Sec3Level } from 'cdk-sec3';

declare const app: App;

const done = ['SecretRotated', 'MethodAuthorized'];
const open = new Sec3Checks().ruleIds!.map((id) => id.replace('Sec3-', '')).filter((rule) => !done.includes(rule));
Sec3.enforce(app, { levels: Object.fromEntries(open.map((rule) => [rule, Sec3Level.WARNING])) });
