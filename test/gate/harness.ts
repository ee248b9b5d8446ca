import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, AppProps, Stack } from 'aws-cdk-lib';
import { judge, ParameterValues, Property, Rule, Settings, StackTemplate, Undetermined, Workload } from '../../lib/gate';
import { CloudAssembly, readCloudAssembly } from '../../lib/gate/templates/cloud-assembly';
import type { StackTemplateProps } from '../../lib/gate/templates/template';

/** A template as tests write it. */
export interface TestTemplate {
  Resources: { [logicalId: string]: { Type: string; Properties?: any; [key: string]: any } };
  /** Templates of nested stacks, by the logical ids of their `AWS::CloudFormation::Stack`. */
  nested?: { [logicalId: string]: TestTemplate };
  [section: string]: any;
}

/** Returns the outcomes of a rule in a template, one line each: `Secret[not-rotated] Properties: message`. Compliant resources have none. */
export function check(rule: Rule, template: TestTemplate | Workload, parameters: ParameterValues = {}, today?: string): string[] {
  const workload = template instanceof Workload ? template : workloadOf(template);
  return workload.resources(...rule.resourceTypes).flatMap((resource) =>
    judge(rule, resource, workload, new Settings(parameters, today)).map((outcome) => {
      const id = outcome.kind === 'finding' ? outcome.id : 'undetermined';
      return `${resource.logicalId}[${id}] ${outcome.location}: ${outcome.message}`;
    }),
  );
}

/** Does the same as {@link check}, without location and message: `Secret[not-rotated]`. */
export function ids(rule: Rule, template: TestTemplate | Workload, parameters: ParameterValues = {}, today?: string): string[] {
  return check(rule, template, parameters, today).map((line) => line.slice(0, line.indexOf(' ')));
}

/** Value of a property in one scenario, with the assumptions of the scenario. */
export interface Reading {
  readonly reads: unknown;
  readonly where: readonly string[];
}

/** Value in {@link readings} that can't be known. */
export class Open {
  constructor(public readonly reason: string) {}
}

/** Returns the value of a resource's property in each scenario, by default as JSON. */
export function readings(workload: Workload, logicalId: string, key: string, read: (at: Property) => unknown = (at) => at.json()): Reading[] {
  const resource = workload.resources().find((candidate) => candidate.logicalId === logicalId)!;
  const { results } = workload.scenarios.explore(() => {
    try {
      return read(resource.get(key));
    } catch (e) {
      if (e instanceof Undetermined) return new Open(e.reason);
      throw e;
    }
  });
  return results.map(({ result, choices }) => ({ reads: result, where: choices.map(({ assumption }) => assumption) }));
}

/** Returns a workload of bare templates. */
export function workloadOf(...templates: TestTemplate[]): Workload {
  return new Workload(templates.flatMap((template, index) => stacksOf(template, { file: `template${index}.json`, stackName: `stack${index}` })));
}

/** Returns a template and its nested ones, parents first. */
export function stacksOf({ nested = {}, ...body }: TestTemplate, props: Omit<StackTemplateProps, 'body'>): StackTemplate[] {
  const stack = new StackTemplate({ ...props, body });
  const { file } = props;
  const children = Object.entries(nested).flatMap(([logicalId, template]) =>
    stacksOf(template, { ...props, file: `${file}/${logicalId}`, stackName: undefined, parent: { stack, logicalId } }),
  );
  return [stack, ...children];
}

/** Returns a workload of constructs, synthesized and read by the gate. Logical ids contain hashes: match the other part. */
export function workloadOfApp(build: (app: App) => void, props: AppProps = {}): Workload {
  return new Workload(assemblyOfApp(build, props).stacks);
}

/** Does the same as {@link workloadOfApp} with one stack. */
export function workloadOfStack(build: (stack: Stack) => void): Workload {
  return new Workload(assemblyOfStack(build).stacks);
}

/** Returns the gate's input from an app: its templates and acknowledgements. */
function assemblyOfApp(build: (app: App) => void, props: AppProps = {}): CloudAssembly {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
  try {
    const app = new App({ outdir, ...props });
    build(app);
    app.synth();
    const assembly = readCloudAssembly(outdir);
    if (assembly.unreadable.length > 0) throw assembly.unreadable[0].error;
    return assembly;
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

/** Does the same as {@link assemblyOfApp} with one stack. */
export function assemblyOfStack(build: (stack: Stack) => void): CloudAssembly {
  return assemblyOfApp((app) => build(new Stack(app, 'Stack')));
}

/** Returns a template whose resource `Probe` has a raw value, beside a bucket and a nested stack. */
export function probeOf(raw: unknown, sections: object = {}): TestTemplate {
  return {
    ...sections,
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/inner.json' } },
      Probe: { Type: 'Test::Probe::Resource', Properties: { Value: raw } },
    },
  };
}

/** Returns the reading of a raw value in each scenario. */
export function scenarios(raw: unknown, sections: object = {}): Reading[] {
  return readings(workloadOf(probeOf(raw, sections)), 'Probe', 'Value');
}

/** Returns the reading of a raw value that is equal in all scenarios, without a decision. */
export function reads(raw: unknown, sections: object = {}): unknown {
  const [reading, ...others] = scenarios(raw, sections);
  expect({ others, where: reading.where }).toEqual({ others: [], where: [] });
  return reading.reads;
}
