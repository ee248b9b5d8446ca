import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { packageVersion } from '../functions';
import { shown } from '../quotas';

/**
 * Options of the gate as a step of CDK Pipelines.
 */
export interface Sec3StepOptions {
  /**
   * The name of the step.
   *
   * @default 'Sec3'
   */
  readonly stepName?: string;

  /**
   * The source, with `package.json` and `package-lock.json` in its root. They pin the version of the gate. The files of `config` and `baseline` are
   * in it as well.
   *
   * @default - the gate is this version of the package, from the npm registry
   */
  readonly source?: pipelines.IFileSetProducer;

  /**
   * Shell commands that run before the gate is installed, such as the login at a registry.
   *
   * @default - none
   */
  readonly installCommands?: string[];

  /**
   * A file of the source with levels, rule parameters and acknowledgements, in the format of `cdk-sec3 check --config`.
   *
   * @default - none
   */
  readonly config?: string;

  /**
   * A baseline file of the source. Findings in it do not fail the step.
   *
   * @default - every finding counts
   */
  readonly baseline?: string;

  /**
   * Whether warnings fail the pipeline, besides errors.
   *
   * @default false
   */
  readonly warningsFail?: boolean;
}

/** Path of the assembly in the build, which starts in the source folder. */
const ASSEMBLY = 'cdk.out';

/** A step that runs `cdk-sec3 check` on the assembly that a pipeline deploys. */
export function gateStep(pipeline: pipelines.PipelineBase, options: Sec3StepOptions): pipelines.CodeBuildStep {
  const { stepName = 'Sec3', source, installCommands = [], config, baseline, warningsFail = false } = options;
  rejectFiles({ config, baseline }, source !== undefined);
  const assembly = pipeline.cloudAssemblyFileSet;
  const gate = source ? `npx --no -- cdk-sec3 check ${ASSEMBLY}` : 'cdk-sec3 check .';
  const install = source ? 'npm ci --ignore-scripts' : `npm install --global --ignore-scripts cdk-sec3@${packageVersion()}`;
  return new pipelines.CodeBuildStep(stepName, {
    input: source ?? assembly,
    additionalInputs: source ? { [ASSEMBLY]: assembly } : undefined,
    installCommands: [...installCommands, install],
    commands: [
      [gate, ...(config === undefined ? [] : ['--config', config]), ...(baseline === undefined ? [] : ['--baseline', baseline]), ...(warningsFail ? ['--fail-on', 'warning'] : [])].join(' '),
    ],
    buildEnvironment: { buildImage: codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5 },
    partialBuildSpec: codebuild.BuildSpec.fromObject({ phases: { install: { 'runtime-versions': { nodejs: '22' } } } }),
  });
}

/** Any other text could be several words of a command, or an option. */
function rejectFiles(files: { readonly [option: string]: string | undefined }, hasSource: boolean): void {
  const problems = Object.entries(files).flatMap(([option, file]) => {
    if (file === undefined) return [];
    if (!/^[\w.][\w./-]*$/.test(file)) return [`${option} is ${shown(file)}; a path of letters, digits, ".", "_", "-" and "/" is expected, from the root of the source`];
    return hasSource ? [] : [`${option} is ${shown(file)}, which is not in an assembly: pass source as well`];
  });
  if (problems.length > 0) throw new Error(`Sec3.step: ${problems.join('; ')}`);
}
