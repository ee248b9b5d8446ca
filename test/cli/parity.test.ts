import { App, IPolicyValidationContext, PolicyValidationPluginReport, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { cli, inTemporaryFolder } from './harness';
import { Sec3, Sec3Checks } from '../../lib';

inTemporaryFolder();

class Shop extends Stack {
  public readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new secretsmanager.Secret(this, 'Secret');
    const fn = new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_18_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => 1'),
      environment: { DB_PASSWORD: 'hunter2-hunter2' },
    });
    this.secret.grantRead(fn);
    fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    new apigateway.RestApi(this, 'Api').root.addMethod('POST', new apigateway.LambdaIntegration(fn));
  }
}

/** Returns the reports of synthesis and of the command about the same assembly, with one line for each finding. */
async function both(build: (app: App) => void) {
  const reports: PolicyValidationPluginReport[] = [];
  const validate = Sec3Checks.prototype.validate;
  const spy = jest.spyOn(Sec3Checks.prototype, 'validate').mockImplementation(function (this: Sec3Checks, context: IPolicyValidationContext) {
    const report = validate.call(this, context);
    // The CDK removes acknowledged findings from the report.
    reports.push(structuredClone(report));
    return report;
  });
  const app = new App({ outdir: 'cdk.out' });
  build(app);
  Sec3.enforce(app);
  expect(() => app.synth()).toThrow(Error);
  spy.mockRestore();
  expect(reports).toHaveLength(1);
  const synthesized = reports[0].violations
    .filter(({ ruleName }) => ruleName !== 'Sec3-StageFindings')
    .flatMap(({ ruleName, severity, description, violatingResources }) =>
      violatingResources.map(({ constructPath, locations }) => [ruleName, severity, constructPath, locations.join(), description].join(' | ')),
    );
  const { code, out } = await cli(['check', '--format', 'json']);
  const report = JSON.parse(out);
  const checked = [
    ...report.findings.map((one: any) => [one.id, one]),
    ...report.acknowledged.map((one: any) => [one.acknowledgement.id, one]),
  ].map(([id, { level, path, location, message }]) => [id, level, path, location ?? '', message].join(' | '));
  return { synthesized: synthesized.sort(), checked: checked.sort(), code, report };
}

test('the command and synthesis report the same findings of a cloud assembly', async () => {
  const { synthesized, checked, code } = await both((app) => {
    new Shop(app, 'Shop');
    new Shop(new Stage(app, 'Prod'), 'Shop');
  });
  expect(code).toBe(1);
  expect(checked).toEqual(synthesized);
  expect(checked).toContain('Sec3-SecretRotated[not-rotated] | error | Prod/Shop/Secret/Resource | Properties | no rotation schedule refers to this secret');
  expect(checked.length).toBeGreaterThan(20);
});

test('acknowledgements of constructs, Stages and the app apply in both', async () => {
  const reason = 'is taken care of elsewhere';
  const { synthesized, checked, report } = await both((app) => {
    const prod = new Stage(app, 'Prod');
    const shop = new Shop(prod, 'Shop');
    Validations.of(shop.secret).acknowledge({ id: 'Sec3-SecretRotated[not-rotated]', reason });
    Validations.of(prod).acknowledge({ id: 'Sec3-FunctionUrlAuthorized', reason });
    Validations.of(app).acknowledge({ id: 'Sec3-RuntimeSupported', reason }, { id: 'Sec3-ImageScannedOnPush', reason });
  });
  expect(checked).toEqual(synthesized);
  const at = new Set(report.acknowledged.map(({ id, acknowledgement }: any) => `${id} at ${acknowledgement.path || 'the app'}`));
  expect([...at].sort()).toEqual([
    'Sec3-FunctionUrlAuthorized[public-permission] at Prod',
    'Sec3-FunctionUrlAuthorized[public-url] at Prod',
    'Sec3-RuntimeSupported[deprecated] at the app',
    'Sec3-SecretRotated[not-rotated] at Prod/Shop/Secret',
  ]);
  expect(report.findings.map(({ id }: any) => id)).toContain('Sec3-AcknowledgementStale');
});
