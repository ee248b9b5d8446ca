import * as fs from 'fs';
import * as path from 'path';
import { App, CfnResource, IPolicyValidationContext, PolicyValidationPluginReport, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { contextOf, newApp } from './harness';
import { unrotated } from './unrotated';
import { Sec3Checks, Sec3ChecksProps, Sec3Level } from '../../lib';
import { SEC3_RULES } from '../../lib/secure/rules';

const ROTATED = SEC3_RULES.find(({ id }) => id === 'SecretRotated')!;

/** Returns the report of the pack for an app with one stack. */
function validated(build: (stack: Stack, app: App) => void, props: Sec3ChecksProps = {}): PolicyValidationPluginReport {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  build(stack, app);
  return new Sec3Checks(app, props).validate(contextOf(app, [stack]));
}

/** Formats a report, with one line for each violation. */
function lines({ violations }: PolicyValidationPluginReport): string[] {
  return violations.map(({ ruleName, severity, violatingResources }) =>
    [severity, ruleName, ...violatingResources.map(({ constructPath }) => constructPath || '(app)')].join(' '),
  );
}

/** Creates a rotation schedule of a secret. */
function rotate(secret: CfnResource, days: number): CfnResource {
  const properties = { SecretId: secret.ref, RotationRules: { AutomaticallyAfterDays: days } };
  return new CfnResource(secret, 'Schedule', { type: 'AWS::SecretsManager::RotationSchedule', properties });
}

const NOT_ROTATED = 'error Sec3-SecretRotated[not-rotated]';

describe('the pack', () => {
  const pack = new Sec3Checks();

  test('has the prefix of its rules as its name, for the CDK and for cdk-nag', () => {
    expect([pack.name, pack.readPackName]).toEqual(['Sec3', 'Sec3']);
  });

  test('lists its rules', () => {
    expect(pack.ruleIds).toEqual(SEC3_RULES.map(({ id }) => `Sec3-${id}`));
  });

  test('rejects a construct tree that is not synthesized', () => {
    const stack = new Stack(newApp(), 'Stack');
    const message =
      "Sec3Checks checks synthesized templates and can't validate the constructs below 'Stack' directly. Call Sec3.enforce(app) and synthesize the app.";
    expect(() => pack.validateScope(stack)).toThrow(new Error(message));
  });

  test('rejects a single resource from cdk-nag', () => {
    const secret = unrotated(new Stack(newApp(), 'Stack'));
    class Opened extends Sec3Checks {
      public check(node: CfnResource): void {
        this.checkResource(node);
      }
    }
    expect(() => new Opened().check(secret)).toThrow("can't validate the constructs below 'Stack/Secret' directly");
  });
});

describe('a report', () => {
  test('succeeds without findings', () => {
    expect(validated((stack) => rotate(unrotated(stack), 30))).toEqual({ success: true, violations: [] });
  });

  test('has all details of a finding', () => {
    expect(validated((stack) => unrotated(stack))).toEqual({
      success: false,
      violations: [
        {
          ruleName: 'Sec3-SecretRotated[not-rotated]',
          description: 'no rotation schedule refers to this secret',
          severity: 'error',
          fix: `${ROTATED.fix.cdk} ${ROTATED.link}`,
          ruleMetadata: { title: ROTATED.title, checklist: 'SEC 3, secrets/rotation', documentation: ROTATED.link },
          violatingResources: [
            {
              constructPath: 'Stack/Secret',
              resourceLogicalId: 'Secret',
              templatePath: expect.stringMatching(/[/\\]Stack\.template\.json$/),
              locations: ['Properties'],
            },
          ],
        },
      ],
    });
  });

  test('groups findings that differ only in their resource', () => {
    const found = validated((stack) => {
      unrotated(stack, 'A');
      rotate(unrotated(stack, 'B'), 400);
      unrotated(stack, 'C');
    });
    expect(lines(found)).toEqual([`${NOT_ROTATED} Stack/A Stack/C`, 'error Sec3-SecretRotated[rotated-too-rarely] Stack/B']);
  });

  test('succeeds with only a warning', () => {
    const found = validated((stack) => unrotated(stack), { levels: { SecretRotated: Sec3Level.WARNING } });
    expect(found.success).toBe(true);
    expect(lines(found)).toEqual(['warning Sec3-SecretRotated[not-rotated] Stack/Secret']);
  });

  test('of the gate’s own findings has a fix, but no metadata of a rule', () => {
    const { success, violations } = validated((stack) => {
      stack.templateOptions.transforms = ['Macro'];
      // If nothing else is judged, an open API is an error.
      new CfnResource(stack, 'Judged', { type: 'AWS::ApiGateway::Account', properties: { CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/logs' } });
    });
    expect(success).toBe(true);
    expect(violations).toEqual([
      {
        ruleName: 'Sec3-TemplateOpen',
        description: 'macro Macro changes the template at deployment',
        severity: 'warning',
        fix: 'Check the template as it is deployed: with its macros expanded, and together with the templates that it names.',
        ruleMetadata: undefined,
        violatingResources: [expect.objectContaining({ constructPath: 'Stack', resourceLogicalId: undefined, locations: ['Transform'] })],
      },
    ]);
  });

  test('lists acknowledged findings under the acknowledged id, for the CDK to match', () => {
    const found = validated((stack) => {
      const all = [['A', 'Sec3-SecretRotated'], ['B', 'Sec3::Sec3-SecretRotated[not-rotated]'], ['C', 'Sec3-SecretRotated'], ['D', '']] as const;
      for (const [name, id] of all) {
        const secret = unrotated(stack, name);
        if (id) Validations.of(secret).acknowledge({ id, reason: `rotated by the provider of ${name}` });
      }
    });
    expect(found.success).toBe(false);
    expect(lines(found).map((line) => line.replace(/(Construct-Annotations|Annotation)::/, '*::'))).toEqual([
      `${NOT_ROTATED} Stack/D`,
      'error *::Sec3-SecretRotated Stack/A Stack/C',
      'error Sec3::Sec3-SecretRotated[not-rotated] Stack/B',
    ]);
  });
});

describe('options', () => {
  test.each<[Sec3ChecksProps, string[]]>([
    [{}, []],
    [{ parameters: { maxRotationDays: 60 } }, []],
    [{ parameters: { maxRotationDays: 59.9 } }, ['error Sec3-SecretRotated[rotated-too-rarely] Stack/Secret']],
    [{ parameters: { maxRotationDays: 7 }, levels: { SecretRotated: Sec3Level.WARNING } }, ['warning Sec3-SecretRotated[rotated-too-rarely] Stack/Secret']],
    [{ parameters: { maxRotationDays: 7 }, levels: { SecretRotated: Sec3Level.OFF } }, []],
  ])('%j with a secret that is rotated every 60 days', (props, expected) => {
    expect(lines(validated((stack) => rotate(unrotated(stack), 60), props))).toEqual(expected);
  });

  test.each<[Sec3ChecksProps, string[]]>([
    [{}, ['warning Sec3-SecretRotated[undetermined] Stack/Secret']],
    [{ undetermined: Sec3Level.ERROR }, ['error Sec3-SecretRotated[undetermined] Stack/Secret']],
    [{ undetermined: Sec3Level.OFF }, []],
  ])('%j with a secret whose rotation interval is unknown', (props, expected) => {
    const found = validated((stack) => rotate(unrotated(stack), 60).addPropertyOverride('RotationRules.AutomaticallyAfterDays', { 'Fn::ImportValue': 'Days' }), props);
    expect([lines(found), found.success]).toEqual([expected, props.undetermined !== Sec3Level.ERROR]);
  });

  test.each<[Sec3ChecksProps, string]>([
    [{ defaultLevel: Sec3Level.WARNING }, 'warning'],
    [{ defaultLevel: Sec3Level.WARNING, levels: { SecretRotated: Sec3Level.ERROR } }, 'error'],
    [{ defaultLevel: Sec3Level.ERROR, levels: { SecretRotated: Sec3Level.WARNING } }, 'warning'],
  ])('%j with a secret that is not rotated', (props, level) => {
    const found = validated((stack) => unrotated(stack), props);
    expect([lines(found), found.success]).toEqual([[`${level} Sec3-SecretRotated[not-rotated] Stack/Secret`], level === 'warning']);
  });

  test.each([[{}, true], [{ minimumReasonLength: 12 }, false]])('%j with a reason of 11 characters', (props, passes) => {
    const found = validated((stack) => Validations.of(unrotated(stack)).acknowledge({ id: 'Sec3-SecretRotated', reason: 'because so.' }), props);
    expect([found.success, lines(found).includes('fatal Sec3-AcknowledgementWithoutReason Stack/Secret')]).toEqual([passes, !passes]);
  });

  test.each([[{}, false], [{ parameters: { trustedLayerAccounts: ['222222222222'] } }, true]])('%j with a layer of account 222222222222', (props, passes) => {
    const levels = Object.fromEntries(SEC3_RULES.filter(({ id }) => id !== 'LayerFromKnownAccount').map(({ id }) => [id, Sec3Level.OFF]));
    const layer = 'arn:aws:lambda:eu-west-1:222222222222:layer:theirs:1';
    const found = validated(
      (stack) => new CfnResource(stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Layers: [layer] } }),
      { ...props, levels },
    );
    expect(found.success).toBe(passes);
  });

  test('that are invalid are rejected, all at once', () => {
    const props = {
      levels: { SecretRotate: Sec3Level.OFF },
      defaultLevel: Sec3Level.OFF,
      undetermined: 'loud' as Sec3Level,
      minimumReasonLength: 0,
      parameters: { maxRotationDays: 0, trustedLayerAccounts: ['me'] },
    };
    expect(() => new Sec3Checks(newApp(), props)).toThrow(
      new RegExp(
        [
          '^The options of the SEC 3 gate are invalid:',
          '- levels: there is no rule "SecretRotate"; did you mean SecretRotated\\?; rules are .*SecretRotated.*',
          '- defaultLevel: "off" is not a level for all rules; such levels are error, warning',
          '- undetermined: "loud" is not a level; levels are error, warning, off',
          '- minimumReasonLength: 0 is not a whole number of characters above 0',
          '- parameters.maxRotationDays: 0 is not a number of days above 0',
          '- parameters.trustedLayerAccounts\\[0\\]: "me" is not an account id of 12 digits, as a string$',
        ].join('\n'),
      ),
    );
  });
});

test('an app without judged resources is a warning, or the configured level', () => {
  const judged = (nothingJudged?: Sec3Level) => {
    const app = newApp();
    return lines(new Sec3Checks(app, { nothingJudged }).validate(contextOf(app, [new Stack(app, 'Stack')])));
  };
  expect(judged()).toEqual(['warning Sec3-NothingJudged (app)']);
  expect(judged(Sec3Level.ERROR)).toEqual(['error Sec3-NothingJudged (app)']);
  expect(judged(Sec3Level.OFF)).toEqual([]);
});

describe('stacks inside Stages', () => {
  function inStages(count: number, props: Sec3ChecksProps = {}) {
    const app = newApp();
    const stacks = ['Prod', 'Beta'].map((id) => new Stack(new Stage(app, id), 'Stack'));
    stacks.forEach((stack) => Array.from({ length: count }, (_, index) => unrotated(stack, `Secret${index}`)));
    return new Sec3Checks(app, props).validate(contextOf(app, stacks));
  }

  test('are summarized for a bare cdk synth, in a violation that can’t be acknowledged', () => {
    const { success, violations } = inStages(2);
    expect(success).toBe(false);
    expect(violations[violations.length - 1]).toEqual({
      ruleName: 'Sec3-StageFindings',
      description: '4 findings in stacks inside Stages: Beta/Stack, Prod/Stack',
      severity: 'fatal',
      fix: "Run cdk synth '**' to see them, and fix them or acknowledge them where they are.",
      violatingResources: [{ constructPath: '', locations: [] }],
    });
  });

  test('are not summarized without findings, or with only warnings', () => {
    expect(inStages(0, { nothingJudged: Sec3Level.OFF })).toEqual({ success: true, violations: [] });
    expect(lines(inStages(1, { levels: { SecretRotated: Sec3Level.WARNING } }))).toEqual([
      'warning Sec3-SecretRotated[not-rotated] Prod/Stack/Secret0 Beta/Stack/Secret0',
    ]);
  });

  test('are counted in the summary', () => {
    const app = newApp();
    const stack = new Stack(new Stage(app, 'Prod'), 'Stack');
    unrotated(stack);
    const { violations } = new Sec3Checks(app).validate(contextOf(app, [stack]));
    expect(violations[1].description).toBe('1 finding in stacks inside Stages: Prod/Stack');
  });
});

test('stacks that the CDK does not pass are not judged', () => {
  const app = newApp();
  const [judged, other] = ['Judged', 'Other'].map((id) => new Stack(app, id));
  unrotated(judged);
  unrotated(other);
  expect(lines(new Sec3Checks(app).validate(contextOf(app, [judged])))).toEqual([`${NOT_ROTATED} Judged/Secret`]);
});

describe('every failure is fatal:', () => {
  const failed = (context: IPolicyValidationContext) => new Sec3Checks().validate(context);
  const fatal = (reason: unknown) => ({
    success: false,
    violations: [
      {
        ruleName: 'Sec3-GateFailed',
        description: reason,
        severity: 'fatal',
        fix: 'Nothing was checked; fix the cause and synthesize again.',
        violatingResources: [{ constructPath: '', locations: [] }],
      },
    ],
  });

  function synthesized() {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    unrotated(stack);
    return { app, stack, context: contextOf(app, [stack]) };
  }

  test.each([
    ['nothing', undefined],
    ['a construct', new Construct(undefined as any, 'Root')],
  ])('the CDK passes %s instead of the app', (_, appConstruct) => {
    const context = { ...synthesized().context, appConstruct } as IPolicyValidationContext;
    expect(failed(context)).toEqual(fatal('The SEC 3 gate could not run: the CDK did not pass the app; aws-cdk-lib 2.271.0 or later is needed'));
  });

  test('there is no cloud assembly', () => {
    const { app, context } = synthesized();
    fs.rmSync(app.outdir, { recursive: true });
    const manifest = path.join(app.outdir, 'manifest.json');
    expect(failed(context)).toEqual(fatal(expect.stringMatching(new RegExp(`^The SEC 3 gate could not run: .*${path.basename(app.outdir)}.* cannot be read`))));
    expect(failed(context).violations[0].description).toContain(manifest);
  });

  test('its manifest is not JSON', () => {
    const { app, context } = synthesized();
    fs.writeFileSync(path.join(app.outdir, 'manifest.json'), '{ "artifacts": ');
    expect(failed(context)).toEqual(fatal(expect.stringMatching(/^The SEC 3 gate could not run: .*manifest\.json:1:\d+: /)));
  });

  test('a stack has no template', () => {
    const { app, context } = synthesized();
    const ghost = { ...context.stackTemplates[0], stackConstructPath: 'Ghost' };
    expect(failed({ ...context, stackTemplates: [...context.stackTemplates, ghost] })).toEqual(
      fatal(`The SEC 3 gate could not run: no template was found in ${app.outdir} for Ghost`),
    );
  });

  test('the CDK passes no list of stacks', () => {
    const context = { ...synthesized().context, stackTemplates: undefined } as unknown as IPolicyValidationContext;
    expect(failed(context)).toEqual(fatal(expect.stringMatching(/^The SEC 3 gate could not run: ./)));
  });

  test('something other than an error is thrown', () => {
    const { context } = synthesized();
    Object.defineProperty(context, 'stackTemplates', {
      get: () => {
        throw 'a text';
      },
    });
    expect(failed(context)).toEqual(fatal('The SEC 3 gate could not run: a text'));
  });

  test('a template that can’t be read, beside others', () => {
    const app = newApp();
    const stacks = ['Cut', 'Whole'].map((id) => new Stack(app, id));
    stacks.forEach((stack) => unrotated(stack));
    const context = contextOf(app, stacks);
    fs.writeFileSync(context.stackTemplates[0].templatePath, '{');
    const report = failed(context);
    expect(report.success).toBe(false);
    expect(lines(report)).toEqual([`${NOT_ROTATED} Whole/Secret`, 'fatal Sec3-TemplateUnreadable Cut']);
  });

  test('a missing template', () => {
    const { context } = synthesized();
    fs.rmSync(context.stackTemplates[0].templatePath);
    expect(lines(failed(context))).toEqual(['fatal Sec3-TemplateUnreadable Stack']);
  });
});
