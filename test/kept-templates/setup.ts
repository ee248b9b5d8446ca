/** Runs before each test file, and keeps the templates that tests of constructs synthesize. */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import type { StageSynthesisOptions, Stage as StageType } from 'aws-cdk-lib';
import { folderOfTest, isTestOfConstructs } from './kept-templates';

const { testPath } = expect.getState();
if (isTestOfConstructs(testPath!)) keepIn(folderOfTest(process.env.SEC3_KEPT_TEMPLATES!, testPath!));

function keepIn(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  // Loaded here, since other tests may not need the CDK, which loads slowly.
  const { Stage } = jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib');
  const synth = Stage.prototype.synth;
  Stage.prototype.synth = function (this: StageType, options?: StageSynthesisOptions) {
    const assembly = synth.call(this, options);
    for (const name of fs.readdirSync(assembly.directory, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.template.json')) keep(fs.readFileSync(path.join(assembly.directory, name)), folder);
    }
    return assembly;
  };
  // The next test file of this process has the same modules.
  afterAll(() => {
    Stage.prototype.synth = synth;
  });
}

function keep(template: Buffer, folder: string): void {
  const hash = createHash('sha256').update(template).digest('hex').slice(0, 16);
  fs.writeFileSync(path.join(folder, `${hash}.template.json`), template);
}
