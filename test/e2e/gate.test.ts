import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth, lines, temporaryFolder } from './cdk';

const UNROTATED = 'error Sec3-SecretRotated[not-rotated]';

jest.setTimeout(120_000);

describe('cdk synth', () => {
  test('fails with an error', () => {
    const { status, violations, output } = cdkSynth('unrotated-secret.ts');
    expect(status).toBe(1);
    expect(lines(violations)).toEqual([`${UNROTATED} Bad/Secret`]);
    expect(output).toContain('no rotation schedule refers to this secret');
  });

  test('passes for a stack without findings beside one with findings', () => {
    expect(cdkSynth('unrotated-secret.ts', ['Good']).status).toBe(0);
  });

  test('passes with warnings, and fails with them under --strict', () => {
    const { status, violations } = cdkSynth('warning-only.ts');
    expect(lines(violations)).toEqual(['warning Sec3-SecretRotated[not-rotated] Stack/Secret']);
    expect(status).toBe(0);
    expect(cdkSynth('warning-only.ts', ['--strict']).status).toBe(1);
  });
});

describe('fails closed:', () => {
  test('a rule that throws', () => {
    // The app breaks a rule of the library, so it must load the same sources.
    const { status, violations } = cdkSynth('broken-rule.ts', [], { TSX_TSCONFIG_PATH: path.join(__dirname, '../tsconfig.json') });
    expect(status).toBe(1);
    expect(lines(violations)).toEqual(['fatal Sec3-RuleFailed Stack/Secret']);
    expect(violations[0].description).toBe('rule SecretRotated threw an error on this resource: a bug in the rule');
  });

  test('a template that can’t be read', () => {
    const { status, violations } = cdkSynth('broken-template.ts');
    expect(status).toBe(1);
    expect(lines(violations)).toEqual(['fatal Sec3-TemplateUnreadable Above/Stack']);
    expect(violations[0].description).toContain('AboveStack8EEE1E42.template.json:1:');
  });

  test('a stack inside a Stage, under a bare cdk synth', () => {
    const { status, violations } = cdkSynth('stages.ts');
    expect(status).toBe(1);
    expect(lines(violations)).toEqual([`${UNROTATED} Prod/Europe/Bad/Secret`, 'fatal Sec3-StageFindings']);
  });

  test("a stack inside a Stage, with cdk synth '**'", () => {
    expect(cdkSynth('stages.ts', ['**']).status).toBe(1);
  });

  test('a stack inside a Stage, if only the summary is acknowledged', () => {
    expect(cdkSynth('stages.ts', [], { ACKNOWLEDGE_AT_APP: '1' }).status).toBe(1);
  });

  test('a stack inside a Stage passes if its own finding is acknowledged', () => {
    const { status, violations, suppressed } = cdkSynth('stages.ts', [], { ACKNOWLEDGE_AT_STAGE: '1' });
    expect(status).toBe(0);
    expect(violations).toEqual([]);
    expect(suppressed.map(({ acknowledgedAt, reason }) => [acknowledgedAt, reason])).toEqual([
      ['Prod/Europe', 'the provider rotates it on its own'],
    ]);
  });

  test('a pack on a Stage judges only that Stage', () => {
    const { status, violations } = cdkSynth('pack-on-stage.ts');
    expect(status).toBe(1);
    expect(lines(violations)).toEqual([`${UNROTATED} Judged/Stack/Secret`, 'fatal Sec3-StageFindings']);
  });

  test('property overrides, generic resources and included templates', () => {
    const { status, violations } = cdkSynth('hidden-from-constructs.ts');
    expect(status).toBe(1);
    expect(lines(violations)).toEqual(
      expect.arrayContaining([
        'error Sec3-RuntimeSupported[deprecated] Overridden/Function/Resource',
        'error Sec3-MethodAuthorized[not-authorized] Overridden/Api/Default/GET/Resource',
        `${UNROTATED} Generic/Secret`,
        `${UNROTATED} Included/Template/Secret`,
      ]),
    );
  });

  test('two copies of aws-cdk-lib', () => {
    const app = appWithItsOwnCdk();
    const { status, violations } = cdkSynth(app);
    expect(lines(violations)).toContain(`${UNROTATED} Stack/Secret`);
    expect(status).toBe(1);
  });
});

test('used acknowledgements are listed, an empty reason is fatal, and stale ones are warnings', () => {
  const { status, violations, suppressed } = cdkSynth('acknowledged.ts');
  expect(status).toBe(1);
  expect(lines(violations)).toEqual([
    'fatal Sec3-AcknowledgementWithoutReason Stack/Empty',
    'warning Sec3-AcknowledgementStale Stack',
    'warning Sec3-AcknowledgementStale',
  ]);
  expect(suppressed.map(({ acknowledgedAt, reason, violatingConstructs: [{ constructPath }] }) => [acknowledgedAt, reason, constructPath])).toEqual([
    ['Stack/Short', 'rotated by its provider every day', 'Stack/Short'],
    ['Stack/Empty', undefined, 'Stack/Empty'],
    ['Stack/Qualified', 'rotated by its provider every week', 'Stack/Qualified'],
  ]);
});

/** Creates an app with other copies of aws-cdk-lib and constructs than this library loads. */
function appWithItsOwnCdk(): string {
  const folder = temporaryFolder();
  const installed = path.resolve(__dirname, '../../node_modules');
  fs.mkdirSync(path.join(folder, 'node_modules'));
  for (const name of fs.readdirSync(installed)) {
    const target = path.join(folder, 'node_modules', name);
    if (name === 'aws-cdk-lib' || name === 'constructs') copyFolder(path.join(installed, name), target);
    else fs.symlinkSync(path.join(installed, name), target);
  }
  const app = path.join(folder, 'app.js');
  const library = JSON.stringify(path.resolve(__dirname, '../../lib'));
  fs.writeFileSync(
    app,
    `const { App, CfnResource, Stack } = require('aws-cdk-lib');
     if (require.resolve('aws-cdk-lib') === require.resolve('aws-cdk-lib', { paths: [${library}] })) throw new Error('not two copies');
     const app = new App();
     new CfnResource(new Stack(app, 'Stack'), 'Secret', { type: 'AWS::SecretsManager::Secret' });
     require(${library}).Sec3.enforce(app);`,
  );
  return app;
}

/** Copies a folder, with hard links if the file system supports them: Node.js distinguishes modules by path. */
function copyFolder(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      copyFolder(source, target);
    } else {
      try {
        fs.linkSync(source, target);
      } catch {
        fs.copyFileSync(source, target);
      }
    }
  }
}

test('examples/orders also passes both packs of cdk-nag and the CDK’s validator', () => {
  const { status, all } = cdkSynth('orders-with-cdk-nag.ts', [], { CDK_VALIDATION: 'true' });
  expect(all.filter((line) => !line.startsWith('warning'))).toEqual([]);
  expect(status).toBe(0);
});
