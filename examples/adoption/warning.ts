import { App } from 'aws-cdk-lib';
import { Sec3, Sec3Checks, Sec3Level } from 'cdk-sec3';

declare const app: App;

const rules = new Sec3Checks().ruleIds!.map((id) => id.replace('Sec3-', ''));
Sec3.enforce(app, { levels: Object.fromEntries(rules.map((rule) => [rule, Sec3Level.WARNING])) });
