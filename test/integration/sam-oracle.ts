import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Gate, readStacks, StackTemplate, type TemplateBody } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { SAM_TRANSLATOR } from '../../projenrc/sam-policies';
import { PythonTool } from '../tools/python-tool';

/** Agreement of the findings in a template that is expanded by the translator of AWS and by this library. */
export interface Agreement {
  readonly name: string;
  readonly common: readonly string[];
  /** Findings in the translator's output that are missing in this library's output. */
  readonly missed: readonly string[];
  readonly extra: readonly string[];
  /** Parts that this library reports as not read. */
  readonly gaps: readonly string[];
}

/** Result for a set of templates. */
export interface Comparison {
  readonly agreements: readonly Agreement[];
  /** Reasons for which the translator rejects templates, by name. */
  readonly rejected: ReadonlyMap<string, string>;
  /** Reasons for which this library rejects templates that the translator accepts, by name. */
  readonly failed: ReadonlyMap<string, string>;
}

type Json = { [key: string]: any };

/** Returns aws-sam-translator in a virtual environment. */
export function samTranslator(): PythonTool {
  return new PythonTool('aws-sam-translator', SAM_TRANSLATOR, 'python');
}

/**
 * Expands templates with both, and compares the findings of rules.
 * @param templates their bodies, by name
 */
export function compare(python: PythonTool, templates: ReadonlyMap<string, TemplateBody>): Comparison {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-sam-'));
  try {
    const files = new Map<string, string>();
    for (const [name, body] of templates) {
      const file = path.join(folder, `${files.size}.json`);
      fs.writeFileSync(file, JSON.stringify(packaged(body as Json)));
      files.set(name, file);
    }
    const { status, stderr } = python.run([path.join(__dirname, 'sam-translate.py')], folder, `${[...files.values()].join('\n')}\n`);
    if (status !== 0) throw new Error(`the translator ended with ${status}: ${stderr}`);
    return compareAll(files);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function compareAll(files: ReadonlyMap<string, string>): Comparison {
  const agreements: Agreement[] = [];
  const rejected = new Map<string, string>();
  const failed = new Map<string, string>();
  for (const [name, file] of files) {
    if (!fs.existsSync(`${file}.out.json`)) {
      rejected.set(name, fs.readFileSync(`${file}.error`, 'utf8'));
      continue;
    }
    try {
      const [ours] = readStacks({ file });
      const theirs = new StackTemplate({ file, body: JSON.parse(fs.readFileSync(`${file}.out.json`, 'utf8')) });
      const [found, expected] = [findings(ours), findings(theirs)];
      agreements.push({
        name,
        common: expected.filter((finding) => found.includes(finding)),
        missed: without(expected, found),
        extra: without(found, expected),
        gaps: ours.gaps.map(({ location, reason }) => `${location}: ${reason}`),
      });
    } catch (e) {
      failed.set(name, (e as Error).message);
    }
  }
  return { agreements, rejected, failed };
}

function findings(stack: StackTemplate): string[] {
  const { evaluation } = new Gate(SEC3_RULES).run({ stacks: [stack] });
  // The id of a deployment contains a hash of the whole deployment, computed from Python's notation.
  const idOf = (logicalId: string) => logicalId.replace(/Deployment[0-9a-f]{10}$/, 'Deployment');
  return evaluation.observations.map(({ rule, id, resource, location }) => `${rule.id}[${id}] ${idOf(resource.logicalId)} ${location}`);
}

function without(all: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return all.filter((one) => !known.has(one));
}

/** Returns a packaged template, with local files uploaded. The translator requires this, and rejects the name of the macro. */
function packaged(body: Json): Json {
  const template: Json = { Transform: 'AWS::Serverless-2016-10-31', ...structuredClone(body) };
  const uploaded = (uri: unknown) => (typeof uri === 'string' && !uri.startsWith('s3://') ? 's3://bucket/key' : uri);
  const globals = template.Globals?.Function;
  if (globals?.CodeUri !== undefined) globals.CodeUri = uploaded(globals.CodeUri);
  for (const { Type: type, Properties: properties = {} } of Object.values<Json>(template.Resources ?? {})) {
    if (type === 'AWS::Serverless::Function') {
      const isImage = (properties.PackageType ?? globals?.PackageType) === 'Image';
      if (isImage) properties.ImageUri = uploaded(properties.ImageUri ?? 'image') === 's3://bucket/key' ? '111111111111.dkr.ecr.eu-west-1.amazonaws.com/image:1' : properties.ImageUri;
      else if (properties.InlineCode === undefined && globals?.CodeUri === undefined) properties.CodeUri = uploaded(properties.CodeUri ?? '.');
      else if (properties.CodeUri !== undefined) properties.CodeUri = uploaded(properties.CodeUri);
    }
    if (type === 'AWS::Serverless::LayerVersion') properties.ContentUri = uploaded(properties.ContentUri);
    if (type === 'AWS::Serverless::StateMachine' && properties.DefinitionUri !== undefined) properties.DefinitionUri = uploaded(properties.DefinitionUri);
  }
  return template;
}
