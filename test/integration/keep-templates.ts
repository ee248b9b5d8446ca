/** Loaded into Jest by cfn-lint.test.ts: keeps each template that a test synthesizes, with the name of the test. */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { Stage, StageSynthesisOptions } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';

const folder = process.env.SEC3_KEPT_TEMPLATES!;
const synth = Stage.prototype.synth;

Stage.prototype.synth = function (this: Stage, options?: StageSynthesisOptions): CloudAssembly {
  const assembly = synth.call(this, options);
  for (const name of fs.readdirSync(assembly.directory, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.template.json')) keep(fs.readFileSync(path.join(assembly.directory, name), 'utf8'));
  }
  return assembly;
};

function keep(template: string): void {
  // A stack without resources can't be deployed, nor does the CDK try.
  if (JSON.parse(template).Resources === undefined) return;
  const { testPath = '' } = expect.getState();
  const hash = createHash('sha256').update(template).digest('hex').slice(0, 12);
  fs.writeFileSync(path.join(folder, `${path.basename(testPath, '.test.ts')}-${hash}.template.json`), template);
}
