import * as fs from 'fs';
import * as path from 'path';
import { ACKNOWLEDGED_RULES, type Acknowledgement } from '../acknowledgements';
import { parseJson } from './json';
import { LocalFiles } from './local-files';
import { StackTemplate, UnreadableInput } from './template';
import { readExpanded } from '../expansion/expand-template';
import type { Expansion } from '../expansion/expansion';

/** The content of a cloud assembly. */
export interface CloudAssembly {
  readonly stacks: readonly StackTemplate[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Stacks whose templates can't be read. Their content is unknown, which is never a pass. */
  readonly unreadable: readonly UnreadableStack[];
}

/** A stack that can't be judged. */
export interface UnreadableStack {
  readonly constructPath: string;
  readonly error: UnreadableInput;
}

interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
}

interface Manifest {
  readonly artifacts?: { readonly [id: string]: ArtifactManifest };
}

interface ArtifactManifest {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { readonly [key: string]: any };
  readonly displayName?: string;
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
}

interface Metadata {
  readonly [constructPath: string]: readonly MetadataEntry[];
}

/** Information in the metadata of a stack about it and its nested stacks. */
interface StackMetadata {
  readonly nested: Map<string, { readonly templateFile?: string; readonly paths: Map<string, string> }>;
  readonly creationStacks: ReadonlyMap<string, readonly unknown[]>;
}

/** The file of an assembly that lists the uploads by hash. */
interface AssetsManifest {
  readonly files?: { readonly [hash: string]: { readonly source?: { readonly path?: unknown } } };
}

/** The construct path of the `AWS::CloudFormation::Stack` of a nested stack; the first group is the nested stack's own. */
const NESTED_STACK_RESOURCE = /^(.*\/([^/]+))\.NestedStack\/\2\.NestedStackResource$/;

/**
 * Reads a cloud assembly folder (`cdk.out`), including Stages and nested stacks.
 *
 * @param directory the folder that contains `manifest.json`
 * @param judged which stacks to judge, by construct path; the others only resolve references. @default - all
 * @param isOwn whether this process has just synthesized it. @default false
 * @throws UnreadableInput if the folder is not a cloud assembly
 */
export function readCloudAssembly(directory: string, judged: (constructPath: string) => boolean = () => true, isOwn: boolean = false): CloudAssembly {
  const reader = new AssemblyReader(judged, isOwn);
  reader.read(directory, false);
  return reader;
}

class AssemblyReader implements CloudAssembly {
  public readonly stacks: StackTemplate[] = [];
  public readonly acknowledgements: Acknowledgement[] = [];
  public readonly unreadable: UnreadableStack[] = [];

  constructor(
    private readonly judged: (constructPath: string) => boolean,
    private readonly isOwn: boolean,
  ) {}

  public read(directory: string, inStage: boolean): void {
    const file = path.join(directory, 'manifest.json');
    const manifest = this.json(file) as Manifest | null;
    if (typeof manifest?.artifacts !== 'object' || manifest.artifacts === null) {
      throw new UnreadableInput(file, 'is not the manifest of a cloud assembly: it has no artifacts');
    }
    for (const [id, artifact] of Object.entries(manifest.artifacts)) {
      if (typeof artifact?.type !== 'string') throw new UnreadableInput(file, `artifact ${id} has no type`);
      if (artifact.type === 'cdk:cloud-assembly') {
        this.read(path.join(directory, String(artifact.properties?.directoryName)), true);
      } else if (artifact.type === 'aws:cloudformation:stack') {
        this.readStack(directory, id, artifact, inStage);
      } else {
        // The gate's own artifact has the acknowledgements above the stacks, since the CDK writes only those of stacks.
        this.readAcknowledgements(artifact.metadata ?? {});
      }
    }
  }

  private readStack(directory: string, id: string, artifact: ArtifactManifest, inStage: boolean): void {
    const constructPath = artifact.displayName ?? id;
    const judged = this.judged(constructPath);
    try {
      const metadata: Metadata = {
        ...(artifact.metadata ?? {}),
        ...(artifact.additionalMetadataFile ? (this.json(path.join(directory, artifact.additionalMetadataFile)) as Metadata) : {}),
      };
      const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
      const facts = {
        account: account === 'unknown-account' ? undefined : account,
        region: region === 'unknown-region' ? undefined : region,
        inStage,
        judged,
        assembly: directory,
      };
      const { nested, creationStacks } = this.readMetadata(metadata, constructPath);
      const assets = this.readAssets(path.join(directory, `${id}.assets.json`), metadata);
      const uploaded = new Map([...assets].map(([hash, source]) => [hash, path.join(directory, source)]));
      const file = path.join(directory, String(artifact.properties?.templateFile));
      const root = new StackTemplate({
        ...facts,
        file,
        ...this.expand(file, directory),
        stackName: artifact.properties?.stackName ?? id,
        constructPath,
        paths: nested.get(constructPath)!.paths,
        creationStacks,
        assets: uploaded,
      });
      this.stacks.push(root);
      const byPath = new Map([[constructPath, root]]);
      // Parents precede their children, since the path of a child starts with its parent's.
      for (const [nestedPath, { templateFile, paths }] of [...nested].sort(([a], [b]) => a.length - b.length)) {
        if (nestedPath === constructPath) continue;
        const stack = enclosing(byPath, nestedPath)!;
        const logicalId = nestedResource(stack, nestedPath, templateFile);
        const asset = templateFile ?? templateAsset(stack, logicalId, assets);
        if (asset === undefined) throw new UnreadableInput(file, `does not name the template file of the nested stack ${nestedPath}`);
        const nestedFile = path.join(directory, asset);
        const child = new StackTemplate({
          ...facts,
          file: nestedFile,
          ...this.expand(nestedFile, directory),
          constructPath: nestedPath,
          paths,
          creationStacks,
          assets: uploaded,
          parent: { stack, logicalId },
        });
        byPath.set(nestedPath, child);
        this.stacks.push(child);
      }
      const known = new Set([...byPath.values()].map(({ parent }) => parent && `${parent.stack.file} ${parent.logicalId}`));
      for (const stack of byPath.values()) {
        for (const logicalId of Object.keys(stack.body.Resources ?? {})) {
          const isNested = templateAsset(stack, logicalId, assets)?.endsWith('.nested.template.json');
          if (isNested && !known.has(`${stack.file} ${logicalId}`)) {
            throw new UnreadableInput(stack.file, `has a nested stack that the assembly does not mention: ${logicalId}`);
          }
        }
      }
    } catch (e) {
      if (!(e instanceof UnreadableInput)) throw e;
      if (judged) this.unreadable.push({ constructPath, error: e });
    }
  }

  /** Collects acknowledgements, the logical ids of the stack and its nested stacks, and the code that created each construct. */
  private readMetadata(metadata: Metadata, constructPath: string): StackMetadata {
    const creationStacks = new Map<string, readonly unknown[]>();
    const stacks = new Map([[constructPath, { templateFile: undefined as string | undefined, paths: new Map<string, string>() }]]);
    const logicalIds: [constructPath: string, logicalId: string][] = [];
    for (const [at, { type, data }] of entriesOf(metadata)) {
      if (type === 'aws:cdk:logicalId') logicalIds.push([at, String(data)]);
      else if (type === ACKNOWLEDGED_RULES) this.acknowledge(at, data);
      else if (type === 'aws:cdk:creationStack' && Array.isArray(data)) creationStacks.set(at, data);
      else if (type === 'aws:cdk:templateFile' && at !== constructPath) stacks.set(at, { templateFile: String(data), paths: new Map() });
    }
    // Before 2.275 the CDK did not record the template files of nested stacks.
    for (const [at] of logicalIds) {
      const nestedPath = at.endsWith('.NestedStackResource') ? NESTED_STACK_RESOURCE.exec(at)?.[1] : undefined;
      if (nestedPath !== undefined && !stacks.has(nestedPath)) stacks.set(nestedPath, { templateFile: undefined, paths: new Map() });
    }
    const flat = stacks.size === 1 ? stacks.get(constructPath) : undefined;
    for (const [at, logicalId] of logicalIds) (flat ?? enclosing(stacks, at))?.paths.set(logicalId, at);
    return { nested: stacks, creationStacks };
  }

  /** Returns the uploaded files of a stack, by hash. */
  private readAssets(file: string, metadata: Metadata): Map<string, string> {
    const manifest = fs.existsSync(file) ? (this.json(file) as AssetsManifest | null) : undefined;
    const assets = new Map(Object.entries(manifest?.files ?? {}).map(([hash, asset]) => [hash, String(asset?.source?.path)]));
    // Legacy synthesizers write no such file.
    for (const [, { type, data }] of entriesOf(metadata)) {
      const asset = data as { readonly sourceHash?: string; readonly path?: string } | undefined;
      if (type === 'aws:cdk:asset' && asset?.sourceHash !== undefined) assets.set(asset.sourceHash, String(asset.path));
    }
    return assets;
  }

  /** Returns a template with its AWS macros expanded. */
  private expand(file: string, directory: string): Expansion {
    return readExpanded(file, new LocalFiles(directory), { mayBeEmpty: true, isSerialized: this.isOwn });
  }

  private readAcknowledgements(metadata: Metadata): void {
    for (const [at, { type, data }] of entriesOf(metadata)) if (type === ACKNOWLEDGED_RULES) this.acknowledge(at, data);
  }

  private acknowledge(at: string, data: unknown): void {
    for (const [id, reason] of Object.entries(data ?? {})) this.acknowledgements.push({ id, reason: String(reason), path: at });
  }

  private json(file: string): unknown {
    let text: string;
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch (e) {
      throw new UnreadableInput(file, `cannot be read (${(e as Error).message})`);
    }
    return parseJson(text, file);
  }
}

/** Yields the entries, each with its construct path. */
function* entriesOf(metadata: Metadata): Generator<[constructPath: string, entry: MetadataEntry]> {
  for (const [key, entries] of Object.entries(metadata)) {
    const at = key.startsWith('/') ? key.slice(1) : key;
    if (Array.isArray(entries)) for (const entry of entries as (MetadataEntry | null)[]) if (entry) yield [at, entry];
  }
}

/** Returns the entry at the innermost construct that encloses a path. */
function enclosing<T>(entries: ReadonlyMap<string, T>, constructPath: string): T | undefined {
  for (let at = constructPath; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const entry = entries.get(at);
    if (entry !== undefined) return entry;
    if (!at.includes('/')) return undefined;
  }
}

/** Returns the template of a nested stack: the asset whose hash is in its URL. Other resources have none. */
function templateAsset(stack: StackTemplate, logicalId: string, assets: ReadonlyMap<string, string>): string | undefined {
  const { Type: type, Properties: properties } = stack.body.Resources![logicalId];
  if (type !== 'AWS::CloudFormation::Stack') return undefined;
  const url: unknown = properties?.TemplateURL;
  return assets.get(/[0-9a-f]{64}/.exec(JSON.stringify(url ?? null))?.[0] ?? '');
}

/** Returns the `AWS::CloudFormation::Stack` of a nested stack, by the CDK's naming or by its asset. */
function nestedResource(parent: StackTemplate, nestedPath: string, templateFile: string | undefined): string {
  const name = nestedPath.slice(nestedPath.lastIndexOf('/') + 1);
  const resourcePath = `${nestedPath}.NestedStack/${name}.NestedStackResource`;
  const resources = Object.entries(parent.body.Resources ?? {}).filter(([, body]) => body.Type === 'AWS::CloudFormation::Stack');
  const found =
    resources.find(([logicalId]) => parent.pathOf(logicalId) === resourcePath) ??
    resources.find(([, body]) => templateFile !== undefined && body.Metadata?.['aws:asset:path'] === templateFile);
  if (!found) {
    throw new UnreadableInput(parent.file, `has no AWS::CloudFormation::Stack for the nested stack ${nestedPath}${templateFile === undefined ? '' : ` (${templateFile})`}`);
  }
  return found[0];
}
