import * as fs from 'fs';
import * as path from 'path';
import { App, attachCustomSynthesis, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Sec3 } from 'cdk-sec3';

// A construct above the stack is synthesized later, and truncates its template.
const app = new App();
const above = new Construct(app, 'Above');
const stack = new Stack(above, 'Stack');
attachCustomSynthesis(above, {
  onSynthesize: (session) => fs.writeFileSync(path.join(session.outdir, stack.templateFile), '{ "Resources": {'),
});
Sec3.enforce(app);
