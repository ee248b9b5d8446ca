import { App, attachCustomSynthesis, ISynthesisSession, Validations } from 'aws-cdk-lib';
import { ArtifactType } from 'aws-cdk-lib/cloud-assembly-schema';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { acknowledgementsAboveStacks } from './acknowledgements-above-stacks';
import { assertCdkVersion } from './cdk-version';
import { HardenFunctions, HardenFunctionsProps } from './functions/harden-functions';
import { gateStep, Sec3StepOptions } from './gate-step';
import { Sec3Checks, Sec3ChecksProps } from './sec3-checks';
import { RecordUserCode } from '../dependencies/inventory/record-user-code';
import { assertFirstCallOn, visitFunctionsOf } from '../functions';
import { ACKNOWLEDGED_RULES } from '../gate';

const ID = 'Sec3Gate';
const HARDENING_ID = 'Sec3Hardening';

/**
 * Question SEC 3 of the AWS Well-Architected Serverless Lens, applied to a whole app.
 */
export class Sec3 {
  /**
   * Adds the SEC 3 gate to an app: synthesis fails if a stack has findings, including stacks inside Stages.
   *
   * A finding in a Stage also fails `cdk synth` without arguments, which otherwise only checks stacks outside of Stages. It then
   * fails for the other stacks as well.
   *
   * The dependencies in the code of a `RotationAdapter` are recorded, like those of a `SecureFunction`.
   *
   * Acknowledgements are kept in the cloud assembly, also those on the app or on Stages, so `cdk-sec3 check cdk.out` applies them. Options of
   * this call are not: give the command the same levels, parameters and statements about the account by `--config`, and the same `--baseline`.
   *
   * @param app the app; a second call for the same app is an error
   * @param props options of the gate
   * @returns the pack that was registered
   * @throws Error if an option is invalid, if the app already has the gate, or if aws-cdk-lib is too old
   */
  public static enforce(app: App, props: Sec3ChecksProps = {}): Sec3Checks {
    assertCdkVersion(app);
    assertFirstCallOn(app, ID, 'Sec3.enforce');
    const pack = new Sec3Checks(app, props);
    Validations.of(app).addPlugins(pack);
    const gate = new Construct(app, ID);
    visitFunctionsOf(app, gate, 'Sec3.enforce', new RecordUserCode());
    attachCustomSynthesis(gate, { onSynthesize: (session) => recordAcknowledgements(app, session) });
    return pack;
  }

  /**
   * Hardens the plain functions of an existing app, including those in Stages. See `HardenFunctions` for the settings that they
   * get.
   *
   * Functions created after the call are hardened as well. In Stages created after the call, the first `lambda.Function` adds the
   * hardening. If such a Stage only has functions of other kinds, or its own property injector for `lambda.Function`, synthesis
   * fails and names the functions; then call this method after the Stage is created.
   *
   * @param app the app; a second call for the same app is an error
   * @param props settings for the hardened functions
   * @returns the Aspect that was added
   * @throws Error if the app was already hardened
   */
  public static harden(app: App, props: HardenFunctionsProps = {}): HardenFunctions {
    assertFirstCallOn(app, HARDENING_ID, 'Sec3.harden');
    const aspect = new HardenFunctions(props);
    visitFunctionsOf(app, new Construct(app, HARDENING_ID), 'Sec3.harden', aspect);
    return aspect;
  }

  /**
   * The gate as a step of CDK Pipelines. It checks the assembly that the pipeline deploys, with all Stages, and fails the pipeline on findings. Put
   * it into `pre` of the first stage: `pipeline.addStage(stage, { pre: [Sec3.step(pipeline)] })`.
   *
   * `Sec3.enforce` applies the same rules at synthesis. The step also detects templates that were changed after synthesis, and findings that
   * `--ignore-errors` of the CDK CLI let pass. It also fails if the assembly can't be read, or has no resource that the rules check.
   *
   * @param pipeline the pipeline whose assembly is checked
   * @param options version, configuration and baseline of the gate
   * @returns a step in AWS CodeBuild with Node.js 22
   * @throws Error if an option names a file that is not in the source
   */
  public static step(pipeline: pipelines.PipelineBase, options: Sec3StepOptions = {}): pipelines.CodeBuildStep {
    return gateStep(pipeline, options);
  }

  private constructor() {}
}

/** Adds an artifact to the app's manifest with the acknowledgements above the stacks; it deploys nothing. */
function recordAcknowledgements(app: App, session: ISynthesisSession): void {
  const metadata: { [path: string]: { type: string; data: any }[] } = {};
  for (const { id, reason, path } of acknowledgementsAboveStacks(app)) {
    (metadata[`/${path}`] ??= []).push({ type: ACKNOWLEDGED_RULES, data: { [id]: reason } });
  }
  session.assembly.addArtifact(ID, { type: ArtifactType.NONE, metadata });
}
