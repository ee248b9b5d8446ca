import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { packFindings } from './packs';
import * as sec3 from '../../lib';
import { CONSTRUCTS } from '../../projenrc/construct-pages/pages';

const CODE: lambda.FunctionProps = {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
};

const subscriptions = [new EmailSubscription('security@example.com')];

const body = sec3.RequestModel.fromSchema({ type: 'object', additionalProperties: false, required: ['paid'], properties: { paid: { type: 'boolean' } } });

const functionIn = (stack: Stack) => new sec3.SecureFunction(stack, 'Function', CODE);

const bundledIn = (stack: Stack) =>
  new sec3.SecureNodejsFunction(stack, 'Bundled', { entry: path.join(__dirname, '../../examples/orders/handlers/status.js') });

const apiIn = (stack: Stack) =>
  new sec3.SecureRestApi(stack, 'Api', { authorization: sec3.ApiAuthorization.iam() }).addEndpoint('POST /orders', { handler: functionIn(stack), body });

function auditedSecretIn(stack: Stack): void {
  const secret = new sec3.RotatedSecret(stack, 'Secret', { rotation: sec3.SecretRotation.generated() });
  new sec3.SecretAudit(stack, 'Audit', { expectedRoles: [secret.rotationFunction!.role!], subscriptions, trail: sec3.SecretAuditTrail.create() });
}

/** Findings that depend on the account: its concurrency quota, and its use of code signing. Constructs cannot know either. */
const OF_THE_ACCOUNT = /^Sec3-(FunctionConcurrencyBounded|CodeSigningEnforced)\[/;

/** Constructs with only their required props, together with other constructs that they require. */
const DEFAULTS: { readonly [name: string]: (stack: Stack) => unknown } = {
  // An API has it.
  ApiFirewall: apiIn,
  CodeSigningConfig: (stack) => {
    const signing = new sec3.CodeSigningConfig(stack, 'It');
    signing.sign(bundledIn(stack));
    signing.signLayer(stack.node.findChild('Sec3RuntimeGuard') as lambda.LayerVersion);
  },
  DependencyReview: (stack) => new sec3.DependencyReview(stack, 'It', {
    source: codebuild.Source.gitHub({
      owner: 'example', repo: 'orders', webhook: true, webhookFilters: [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH)],
    }),
    sourceAccess: sec3.SourceAccess.accountCredentials(),
    subscriptions,
  }),
  EventValidation: (stack) => new sec3.EventValidation(stack, 'It', { handler: functionIn(stack), schemas: [sec3.EventSchema.sqs(body.schema)] }),
  InspectorScanning: (stack) => new sec3.InspectorScanning(stack, 'It', { subscriptions }),
  ManualReview: (stack) => new sec3.ManualReview(stack, 'It', { subscriptions }),
  RotatedSecret: auditedSecretIn,
  RuntimeProtection: (stack) => new sec3.RuntimeProtection(stack, 'It').protectFunction(new lambda.Function(stack, 'Function', CODE)),
  SecretAudit: auditedSecretIn,
  SecureFunction: functionIn,
  SecureNodejsFunction: bundledIn,
  SecureRestApi: apiIn,
  SecurityBulletinFeed: (stack) => new sec3.SecurityBulletinFeed(stack, 'It', { subscriptions }),
  VaultAudit: (stack) => new sec3.VaultAudit(stack, 'It'),
  VaultSecret: (stack) => {
    const paths = { DB_URL: sec3.VaultPath.databaseCredentials('database', 'orders') };
    new sec3.VaultSecret(stack, 'It', { address: 'https://vault.example.com:8200', role: 'orders', paths }).addTo(functionIn(stack));
  },
};

test('all constructs of the library are tested', () => {
  expect(Object.keys(DEFAULTS).sort()).toEqual([...CONSTRUCTS].sort());
});

test.each(Object.keys(DEFAULTS))('%s: the gate has findings only about the account', (name) => {
  const { open } = packFindings((stack) => void DEFAULTS[name](stack));
  expect(open.filter((finding) => finding.startsWith('Sec3-') && !OF_THE_ACCOUNT.test(finding))).toEqual([]);
});
