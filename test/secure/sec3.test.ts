import * as fs from 'fs';
import * as path from 'path';
import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { newApp } from './harness';
import { unrotated } from './unrotated';
import { RotatedSecret, RotationAdapter, Sec3, Sec3Checks, Sec3Level, SecretRotation } from '../../lib';
import { readCloudAssembly } from '../../lib/gate';

/** Returns the ids and reasons that a cloud assembly records, without the CDK's namespace in front. */
function recorded(app: App): string[] {
  return readCloudAssembly(app.outdir).acknowledgements.map(({ id, reason, path: at }) => `${id.replace(/^.*::/, '')} at "${at}": ${reason}`);
}

function artifact(app: App): any {
  return JSON.parse(fs.readFileSync(path.join(app.outdir, 'manifest.json'), 'utf8')).artifacts.Sec3Gate;
}

describe('Sec3.enforce', () => {
  test('records packages in adapters, created before and after the call, and in Stages', () => {
    const app = newApp();
    const adapterIn = (scope: Construct, id: string) => {
      const adapter = RotationAdapter.fromCode({ code: Code.fromInline('exports.handler = async () => ({})') });
      new RotatedSecret(new Stack(scope, id), 'Key', { rotation: SecretRotation.apiKey({ adapter }) });
    };
    adapterIn(app, 'Before');
    const stage = new Stage(app, 'Stage');
    adapterIn(stage, 'Before');
    Sec3.enforce(app, { defaultLevel: Sec3Level.WARNING });
    adapterIn(app, 'After');
    adapterIn(stage, 'After');
    adapterIn(new Stage(app, 'Later'), 'After');
    app.synth();
    const sboms = fs.readdirSync(path.join(app.outdir, 'sbom'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')).sort();
    expect(sboms).toEqual(['After', 'Before', 'Later/After', 'Stage/After', 'Stage/Before'].map((stack) => `${stack}/Key/RotationAdapter.cdx.json`));
  });

  test('returns and registers the pack', () => {
    const app = newApp();
    unrotated(new Stack(app, 'Stack'));
    const validate = jest.spyOn(Sec3Checks.prototype, 'validate');
    const pack = Sec3.enforce(app);
    expect(pack).toBeInstanceOf(Sec3Checks);
    expect(() => app.synth()).toThrow('no rotation schedule refers to this secret');
    expect(validate.mock.contexts).toEqual([pack]);
    const [{ value: report }] = validate.mock.results;
    expect(report.success).toBe(false);
    validate.mockRestore();
  });

  test('accepts an app without findings', () => {
    const app = newApp();
    new Stack(app, 'Stack');
    Sec3.enforce(app);
    expect(app.synth().stacks.map(({ id }) => id)).toEqual(['Stack']);
  });

  test('applies its options', () => {
    const app = newApp();
    unrotated(new Stack(app, 'Stack'));
    Sec3.enforce(app, { levels: { SecretRotated: Sec3Level.OFF } });
    expect(app.synth().stacks).toHaveLength(1);
  });

  test('rejects invalid options, and does not change the app', () => {
    const app = newApp();
    const bad = { minimumReasonLength: -1, parameters: { maxRotationDays: 0 } };
    expect(() => Sec3.enforce(app, bad)).toThrow(/minimumReasonLength: -1.*\n- parameters\.maxRotationDays: 0/);
    expect(app.node.children).toEqual([]);
    expect(Sec3.enforce(app)).toBeInstanceOf(Sec3Checks);
  });

  test('may be called only once for an app', () => {
    const app = newApp();
    Sec3.enforce(app);
    expect(() => Sec3.enforce(app)).toThrow(new Error('Sec3.enforce was already called for this App; pass all options in one call'));
  });

  test('may be called for several apps', () => {
    const [one, two] = [newApp(), newApp()];
    expect(Sec3.enforce(one)).not.toBe(Sec3.enforce(two));
  });

  test.each<[string, (app: App) => unknown]>([
    ['Prod', (app) => new Stage(app, 'Prod')],
    ['Stack', (app) => new Stack(app, 'Stack')],
  ])('rejects a %s', (at, make) => {
    const scope = make(newApp()) as App;
    expect(() => Sec3.enforce(scope)).toThrow(new Error(`Sec3.enforce expects the App, which contains all Stages and stacks; '${at}' is not an App`));
  });
});

describe('acknowledgements above stacks', () => {
  // The CDK prints warnings, here about acknowledgements that a closer one makes stale.
  beforeEach(() => jest.spyOn(console, 'error').mockReturnValue(undefined));
  afterEach(() => jest.restoreAllMocks());

  function acknowledged(): App {
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    const stack = new Stack(stage, 'Stack');
    unrotated(stack);
    for (const [scope, reason] of [[app, 'said of the app'], [stage, 'said of the Stage'], [stack, 'said of the stack']] as const) {
      Validations.of(scope).acknowledge({ id: 'Sec3-SecretRotated', reason });
    }
    Validations.of(app).acknowledge({ id: 'Sec3-RuntimeSupported', reason: 'another rule, at the app' });
    Sec3.enforce(app);
    return app;
  }

  test('are written to the manifest once, beside those that the CDK writes for stacks', () => {
    const app = acknowledged();
    app.synth();
    expect(recorded(app).sort()).toEqual([
      'Sec3-RuntimeSupported at "": another rule, at the app',
      'Sec3-SecretRotated at "": said of the app',
      'Sec3-SecretRotated at "Prod": said of the Stage',
      'Sec3-SecretRotated at "Prod/Stack": said of the stack',
    ]);
    expect(artifact(app).type).toBe('none');
    expect(Object.keys(artifact(app).metadata)).toEqual(['/', '/Prod']);
  });

  test('are removed from the manifest when they are removed from the app', () => {
    const app = acknowledged();
    app.synth();
    const again = new App({ outdir: app.outdir });
    new Stack(again, 'Stack');
    Sec3.enforce(again);
    again.synth();
    expect(recorded(again)).toEqual([]);
    expect(artifact(again).metadata ?? {}).toEqual({});
  });

  test('that are made after the call are written, too', () => {
    const app = newApp();
    unrotated(new Stack(app, 'Stack'));
    Sec3.enforce(app);
    Validations.of(app).acknowledge({ id: 'Sec3-SecretRotated', reason: 'said last of all' });
    app.synth();
    expect(recorded(app)).toEqual(['Sec3-SecretRotated at "": said last of all']);
  });
});
