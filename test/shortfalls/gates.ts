import * as fs from 'fs';
import * as path from 'path';
import { App, BootstraplessSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { Template, Templates } from './shortfalls';
import { readInputs } from '../../lib/cli/inputs';
import { AccountStatement, Gate } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';

/** A workload on disk. */
export interface Scene {
  /** Folder with both templates. */
  readonly folder: string;
  /** The templates that differ from examples/orders; both, for examples/orders itself. */
  readonly changed: readonly string[];
}

/** Findings of a gate in a workload, as `rule resource`. */
export type Said = ReadonlySet<string>;

/** A run of a gate on several workloads, which returns the findings in each. */
export type GateRun = (scenes: readonly Scene[]) => readonly Said[];

const NAMES = ['Orders', 'Security'] as const;

/** Resources that are not in the templates do not exist. */
export const NOTHING_ELSE: AccountStatement = {
  answers: { inspector: false, ecrScanning: false, feed: false }, statedBy: 'these tests', reason: 'all that there is stands in the templates',
};

const NAG_PACKS = [AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks];

export function writeScene(folder: string, templates: Templates, original: Templates): Scene {
  fs.mkdirSync(folder, { recursive: true });
  const texts = NAMES.map((name) => ({ file: fileOf(name), text: textOf(templates[name]), before: textOf(original[name]) }));
  for (const { file, text } of texts) fs.writeFileSync(path.join(folder, file), text);
  const changed = texts.filter(({ text, before }) => text !== before);
  return { folder, changed: (changed.length === 0 ? texts : changed).map(({ file }) => file) };
}

/** Formats a template as the CDK does, one line for each value, because secret scanners depend on lines. */
function textOf(template: Template): string {
  return JSON.stringify(template, undefined, 1);
}

function fileOf(name: string): string {
  return `${name}.template.json`;
}

function oneByOne(gate: (folder: string) => readonly string[]): GateRun {
  return (scenes) => scenes.map(({ folder }) => new Set(gate(folder)));
}

/** Runs this library's gate. Undetermined outcomes do not count as findings. */
export const sec3 = oneByOne((folder) => {
  const { findings } = new Gate(SEC3_RULES, { account: NOTHING_ELSE }).run(readInputs(NAMES.map((name) => path.join(folder, fileOf(name)))));
  return findings.filter(({ findingId }) => findingId !== 'undetermined').map(({ ruleId, findingId, path: at }) => `${ruleId.replace('Sec3-', '')} ${findingId} ${at}`);
});

/** Runs all packs of cdk-nag, which judges constructs: the templates are included in an app. */
export const cdkNag = oneByOne((folder) => {
  const outdir = path.join(folder, 'cdk.out');
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  for (const name of NAMES) {
    new CfnInclude(new Stack(app, name, { synthesizer: new BootstraplessSynthesizer() }), 'Template', { templateFile: path.join(folder, fileOf(name)) });
  }
  Validations.of(app).addPlugins(...NAG_PACKS.map((Pack) => new Pack(app)));
  app.synth();
  const { pluginReports } = JSON.parse(fs.readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'));
  // The name of a rule may be followed by details of the finding, in brackets.
  return pluginReports.flatMap(({ violations }: any) =>
    violations.flatMap(({ ruleName, violatingConstructs }: any) =>
      violatingConstructs.map(({ constructPath }: any) => `${ruleName.replace(/\[.*/, '')} ${ruleName} ${constructPath}`),
    ),
  );
});

/**
 * Runs checkov's checks of CloudFormation and of secrets.
 * @param run runs checkov in a folder, and returns its output
 */
export function checkov(run: (args: readonly string[], cwd: string) => string): GateRun {
  return (scenes) => {
    // It takes seconds to start, so one run gets all; in a folder, because it only searches folders for secrets.
    const root = path.join(path.dirname(scenes[0].folder), 'checkov');
    for (const { folder, changed } of scenes) {
      for (const file of changed) fs.cpSync(path.join(folder, file), path.join(root, path.basename(folder), file));
    }
    const reports = [JSON.parse(run(['--directory', '.', '--framework', 'cloudformation', 'secrets', '--compact', '--quiet', '--output', 'json'], root))].flat();
    const said = new Map(scenes.map(({ folder }) => [path.basename(folder), new Set<string>()]));
    for (const { check_id: id, file_path: file, resource } of reports.flatMap(({ results }) => results.failed_checks)) {
      said.get(file.split('/').filter(Boolean)[0])!.add(`${id} ${resource}`);
    }
    return [...said.values()];
  };
}
