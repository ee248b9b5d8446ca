import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as pipelines from 'aws-cdk-lib/pipelines';

/** A review in CDK Pipelines: an action whose input is the output of another step. */
export class ReviewStep extends pipelines.Step implements pipelines.ICodePipelineActionFactory {
  constructor(
    id: string,
    private readonly input: pipelines.IFileSetProducer,
    private readonly actionOn: (input: codepipeline.Artifact, actionName: string, runOrder: number) => codepipeline.IAction,
  ) {
    super(id);
    const fileSet = input.primaryOutput;
    if (!fileSet) throw new Error(`DependencyReview.step('${id}'): input has no output to review: pass the source, or a step with primaryOutputDirectory`);
    this.addDependencyFileSet(fileSet);
  }

  public produceAction(stage: codepipeline.IStage, options: pipelines.ProduceActionOptions): pipelines.CodePipelineActionFactoryResult {
    const { artifacts, actionName, runOrder } = options;
    stage.addAction(this.actionOn(artifacts.toCodePipeline(this.input.primaryOutput!), actionName, runOrder));
    return { runOrdersConsumed: 1 };
  }
}
