import { App, Environment, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { Greetings } from './greetings';
import { ManualReview, Sec3 } from 'cdk-sec3';

/** Accounts: one delivers, and one holds each stage. All three are bootstrapped, the last two with --trust of the first. */
const DELIVERY: Environment = { account: '111122223333', region: 'eu-west-1' };
const TEST: Environment = { account: '222233334444', region: 'eu-west-1' };
const PRODUCTION: Environment = { account: '333344445555', region: 'eu-west-1' };

/** The service in an account. */
class Service extends Stage {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id, { env });
    new Greetings(this, 'Greetings');
  }
}

/**
 * The pipeline: it deploys nothing before the gate has judged the assembly of the same run, and nothing to production before a person has approved.
 */
class Delivery extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { env: DELIVERY });
    const source = pipelines.CodePipelineSource.connection('example/greetings', 'main', {
      connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/1a2b3c4d-1111-2222-3333-444455556666',
    });
    const pipeline = new pipelines.CodePipeline(this, 'Pipeline', {
      crossAccountKeys: true,
      enableKeyRotation: true,
      synth: new pipelines.ShellStep('Synth', { input: source, commands: ['npm ci --ignore-scripts', 'npx --no -- cdk synth --quiet'] }),
    });
    const gate = Sec3.step(pipeline, { source });
    pipeline.addStage(new Service(scope, 'Test', TEST), { pre: [gate] });
    pipeline.addStage(new Service(scope, 'Production', PRODUCTION), { pre: [new ManualReview(this, 'Review').step()] });
  }
}

const app = new App();
new Delivery(app, 'Delivery');
Sec3.enforce(app);
Validations.of(app).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits; signing comes later.' });
