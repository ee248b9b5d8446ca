/** The pages of docs/constructs: one for each construct of the library, with the smallest example and its resources. */
import * as fs from 'fs';
import * as path from 'path';
import { Construct } from 'constructs';
import * as sec3 from '../../lib';
import { codeBlocks } from '../markdown';
import { BlockResult, runBlock, SynthesizedResource } from '../run-block';

const FOLDER = path.join(__dirname, '../../docs/constructs');

/** A resource with its path below the stack, such as `Handler/LogGroup`. */
export interface PlacedResource extends SynthesizedResource {
  readonly logicalId: string;
  readonly path: string;
}

/** Other constructs in an example, whether of this library or not, and constructs that are given to the example. */
export interface Neighbor {
  /** The construct's id. */
  readonly id: string;
  /** The class of the construct. Undefined if the construct is given. */
  readonly made?: string;
  readonly resources: readonly PlacedResource[];
}

/** A page of a construct. */
export interface ConstructPage {
  /** The name of the construct. */
  readonly name: string;
  /** Path of the page. */
  readonly file: string;
  /** The findings of the gate in the example, without warnings. */
  readonly findings: readonly string[];
  /** Resources of the construct itself in the example. */
  readonly resources: readonly PlacedResource[];
  readonly neighbors: readonly Neighbor[];
}

/** The names of the library's constructs. */
export const CONSTRUCTS: readonly string[] = Object.entries(sec3).flatMap(([name, exported]: [string, any]) => {
  return exported?.prototype instanceof Construct ? [name] : [];
});

/** Returns the name of a page, such as `secure-rest-api` for `SecureRestApi`. */
export const pageName = (construct: string): string => construct.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase();

/** Returns the pages, in the order of the constructs in the library's index. */
export function constructPages(): ConstructPage[] {
  return CONSTRUCTS.map((name) => {
    const file = path.join(FOLDER, `${pageName(name)}.md`);
    const [example] = codeBlocks(fs.readFileSync(file, 'utf8'), 'ts');
    return { name, file, ...parted(name, example.code, runBlock(example.code)) };
  });
}

/** Separates the construct's resources from others by the ids in the example. */
function parted(name: string, code: string, { findings, resources, given }: BlockResult): Omit<ConstructPage, 'name' | 'file'> {
  const classes = new Map([...code.matchAll(/new (\w+)\(\w+, '([^']+)'/g)].map(([, made, id]) => [id, made]));
  const own: PlacedResource[] = [];
  const neighbors = new Map<string, { id: string; made?: string; resources: PlacedResource[] }>();
  const add = (id: string, made: string | undefined, resource: PlacedResource) => {
    if (!neighbors.has(id)) neighbors.set(id, { id, made, resources: [] });
    neighbors.get(id)!.resources.push(resource);
  };
  for (const [fullPath, resource] of resources) {
    const placed = placedAt(fullPath, resource);
    const [id] = placed.path.split('/');
    const made = classes.get(id) ?? name;
    if (made === name) own.push(placed);
    else add(id, made, placed);
  }
  for (const [fullPath, resource] of given) {
    const placed = placedAt(fullPath, resource);
    add(placed.path.split('/')[0], undefined, placed);
  }
  return { findings, resources: own, neighbors: [...neighbors.values()] };
}

/** Adds the path of a resource below the stack, without the part for the resource itself. */
function placedAt(fullPath: string, resource: Omit<PlacedResource, 'path'>): PlacedResource {
  return { ...resource, path: fullPath.split('/').slice(1).join('/').replace(/\/(Resource|Default)$/, '') };
}
