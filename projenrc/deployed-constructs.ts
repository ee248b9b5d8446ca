/** What each construct makes in CloudFormation, besides what it is used on. */
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sec3 from '../lib';

/** A resource as a template has it. */
export interface DeployedResource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: any };
  readonly DeletionPolicy?: string;
}

/** A construct in a stack. */
interface Use {
  /** Makes what it is used on. */
  around?(stack: Stack): any;
  build(stack: Stack, around: any): unknown;
}

const FUNCTION: lambda.FunctionProps = {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
};

/** A folder whose files are few. */
const ASSET = path.join(__dirname, '../examples/attack/function');

const subscriptions = [new EmailSubscription('security@example.com')];

const order = sec3.RequestModel.fromSchema({ type: 'object', additionalProperties: false, required: ['paid'], properties: { paid: { type: 'boolean' } } });

const functionIn = (stack: Stack) => new lambda.Function(stack, 'Function', FUNCTION);

const secretIn = (stack: Stack) => new sec3.RotatedSecret(stack, 'Secret', { rotation: sec3.SecretRotation.generated() });

/** The constructs of the library that make resources, each with the least that it needs. */
const CONSTRUCTS: { readonly [name: string]: Use } = {
  ApiFirewall: { build: (stack) => new sec3.ApiFirewall(stack, 'It') },
  CodeSigningConfig: {
    around: (stack) => new lambda.Function(stack, 'Function', { ...FUNCTION, code: lambda.Code.fromAsset(ASSET) }),
    build: (stack, fn) => new sec3.CodeSigningConfig(stack, 'It').sign(fn),
  },
  DependencyReview: {
    build: (stack) => {
      const source = codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook: true });
      return new sec3.DependencyReview(stack, 'It', { source, sourceAccess: sec3.SourceAccess.accountCredentials(), subscriptions });
    },
  },
  EventValidation: {
    around: functionIn,
    build: (stack, handler) => new sec3.EventValidation(stack, 'It', { handler, schemas: [sec3.EventSchema.sqs(order)] }),
  },
  InspectorScanning: { build: (stack) => new sec3.InspectorScanning(stack, 'It', { subscriptions }) },
  ManualReview: { build: (stack) => new sec3.ManualReview(stack, 'It', { subscriptions }) },
  RotatedSecret: { build: secretIn },
  RuntimeProtection: { around: functionIn, build: (stack, fn) => new sec3.RuntimeProtection(stack, 'It').protectFunction(fn) },
  SecretAudit: {
    around: secretIn,
    build: (stack, { rotationFunction }) => new sec3.SecretAudit(stack, 'It', { expectedRoles: [rotationFunction.role] }),
  },
  SecureFunction: { build: (stack) => new sec3.SecureFunction(stack, 'It', FUNCTION) },
  SecureRestApi: {
    around: functionIn,
    build: (stack, handler) => {
      const api = new sec3.SecureRestApi(stack, 'It', { authorization: sec3.ApiAuthorization.iam() });
      return api.addEndpoint('POST /orders', { handler, body: order });
    },
  },
  SecurityBulletinFeed: { build: (stack) => new sec3.SecurityBulletinFeed(stack, 'It', { subscriptions }) },
  VaultAudit: { build: (stack) => new sec3.VaultAudit(stack, 'It') },
  VaultSecret: {
    around: functionIn,
    build: (stack, fn) => {
      const layer = lambda.LayerVersion.fromLayerVersionArn(stack, 'Extension', 'arn:aws:lambda:eu-central-1:111122223333:layer:vault:1');
      const paths = { DB_URL: sec3.VaultPath.databaseCredentials('database', 'orders') };
      new sec3.VaultSecret(stack, 'It', { address: 'https://vault.example.com:8200', role: 'orders', paths, layer }).addTo(fn);
    },
  },
};

/** Constructs that make what another does: their base, or the one that they wrap. */
export const SAME_AS: { readonly [name: string]: string } = { SecureNodejsFunction: 'SecureFunction' };

/** The resources that each construct makes, by its name. */
export function deployedConstructs(): Map<string, DeployedResource[]> {
  return new Map(
    Object.entries(CONSTRUCTS).map(([name, { around, build }]) => {
      const there = new Set(around ? Object.keys(synthesized(around)) : []);
      const made = synthesized((stack) => build(stack, around?.(stack)));
      return [name, Object.entries(made).flatMap(([logicalId, resource]) => (there.has(logicalId) ? [] : [resource]))];
    }),
  );
}

function synthesized(build: (stack: Stack) => unknown): { readonly [logicalId: string]: DeployedResource } {
  const stack = new Stack(new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } }), 'Stack');
  build(stack);
  return Template.fromStack(stack).toJSON().Resources;
}
