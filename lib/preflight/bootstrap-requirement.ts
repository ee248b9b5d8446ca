import * as fs from 'fs';
import * as path from 'path';
import { parseJson, StackTemplate, UnreadableInput } from '../gate';

/** The requirements of a stack on `cdk bootstrap`. */
export interface BootstrapRequirement {
  readonly stack: StackTemplate;
  /** The SSM parameter with the bootstrap version. */
  readonly parameter: string;
  readonly version: number;
}

interface Artifact {
  readonly type?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly requiresBootstrapStackVersion?: unknown; readonly bootstrapStackVersionSsmParameter?: unknown };
}

/**
 * Reads from the manifests of the assemblies what stacks, including their assets, require from `cdk bootstrap`. A stack without
 * requirements, such as one with the legacy synthesizer, is left out.
 *
 * @throws UnreadableInput if a manifest can't be read
 */
export function bootstrapRequirements(stacks: readonly StackTemplate[]): BootstrapRequirement[] {
  const manifests = new Map<string, ReadonlyMap<string, Artifact>>();
  return stacks.flatMap((stack) => {
    if (stack.assembly === undefined || stack.parent) return [];
    const artifacts = manifests.get(stack.assembly) ?? read(stack.assembly);
    manifests.set(stack.assembly, artifacts);
    const isOwn = ([id, { type, displayName }]: [string, Artifact]) => type === 'aws:cloudformation:stack' && (displayName ?? id) === stack.constructPath;
    const [, own] = [...artifacts].find(isOwn) ?? [];
    const assets = (own?.dependencies ?? []).map((id) => artifacts.get(id)).filter((artifact) => artifact?.type === 'cdk:asset-manifest');
    const needed = new Map<string, number>();
    for (const artifact of [own, ...assets]) {
      const { requiresBootstrapStackVersion: version, bootstrapStackVersionSsmParameter: parameter } = artifact?.properties ?? {};
      if (typeof version === 'number' && typeof parameter === 'string') needed.set(parameter, Math.max(version, needed.get(parameter) ?? 0));
    }
    return [...needed].map(([parameter, version]) => ({ stack, parameter, version }));
  });
}

function read(assembly: string): Map<string, Artifact> {
  const file = path.join(assembly, 'manifest.json');
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (e) {
    throw new UnreadableInput(file, `cannot be read (${(e as Error).message})`);
  }
  return new Map(Object.entries((parseJson(text, file) as { artifacts?: { [id: string]: Artifact } }).artifacts ?? {}));
}
