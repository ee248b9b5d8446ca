import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { CfnResource, FileAssetLocation, FileAssetPackaging, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import type { WorkloadDocument } from './feed';
import { FunctionContent, workloadDocument } from './workload-document';
import { SBOM_NAME } from '../dependencies/inventory/code-digest';
import { inventoryOf } from '../dependencies/inventory/function-code';
import type { Inventory } from '../dependencies/inventory/shipped-package';
import { readSbom } from '../dependencies/sbom/read-sbom';
import { isFunctionOfApp, shippedAsset, writeShippedFile } from '../functions';
import { constructPathOf, OWN_CODE_METADATA } from '../gate';
import { fittedText } from '../quotas';

/** Path of the document below `/opt`. */
const FILE = path.join('sec3-feed', 'workload.json');

/** Properties of a workload layer. */
export interface WorkloadLayerProps {
  /** The scope with the functions and services. */
  readonly within: IConstruct;
  readonly technologies: readonly string[];
}

/**
 * A layer with the data that bulletins are matched with: the packages of the functions, and the services in the templates.
 *
 * Its content is collected when the first template is written, after all functions were created and all Aspects ran. Because it is a layer, each
 * deployment and rollback updates it, and the function needs no permission to read it.
 */
export class WorkloadLayer extends Construct {
  public readonly layer: lambda.LayerVersion;

  private taken?: { readonly document: WorkloadDocument; readonly location: FileAssetLocation };

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkloadLayerProps,
  ) {
    super(scope, id);
    this.layer = new lambda.LayerVersion(this, 'Layer', {
      description: fittedText('AWS::Lambda::LayerVersion.Description', `Packages and services that bulletins of ${scope.node.path} are compared with`),
      code: new LateCode(() => this.take().location),
    });
    (this.layer.node.defaultChild as lambda.CfnLayerVersion).addMetadata(OWN_CODE_METADATA, 'bulletin-feed workload');
    this.node.addValidation({ validate: () => this.problems() });
  }

  private take(): { readonly document: WorkloadDocument; readonly location: FileAssetLocation } {
    if (!this.taken) {
      const document = this.document();
      this.taken = { document, location: this.stage(document) };
    }
    return this.taken;
  }

  private document(): WorkloadDocument {
    const functions: FunctionContent[] = [];
    const unknown: string[] = [];
    const types = new Set<string>();
    for (const resource of this.resources()) {
      types.add(resource.cfnResourceType);
      if (!isFunctionOfApp(resource)) continue;
      const functionPath = constructPathOf(resource.node.path);
      const inventory = isBundled(resource) ? contentOf(resource) : undefined;
      if (inventory === undefined || inventory.unknown.length > 0) unknown.push(functionPath);
      functions.push({ path: functionPath, packages: inventory?.packages ?? [] });
    }
    return workloadDocument(functions, types, this.props.technologies, unknown);
  }

  private resources(): CfnResource[] {
    return this.props.within.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  }

  /** Writes the document into the cloud assembly, as the content of an asset. */
  private stage(document: WorkloadDocument): FileAssetLocation {
    const text = JSON.stringify(document);
    const sourceHash = createHash('sha256').update(text).digest('hex');
    const stage = Stage.of(this)!;
    const folder = path.join(stage.assetOutdir, `asset.${sourceHash}`);
    writeShippedFile(path.join(folder, FILE), text);
    return Stack.of(this).synthesizer.addFileAsset({
      fileName: path.relative(stage.outdir, folder),
      packaging: FileAssetPackaging.ZIP_DIRECTORY,
      sourceHash,
      displayName: `${this.node.path}/Workload`,
    });
  }

  private problems(): string[] {
    const { document: { functions } } = this.take();
    const own = this.resources().filter((resource) => isFunctionOfApp(resource));
    const late = own.map(({ node }) => constructPathOf(node.path)).filter((functionPath) => !functions.includes(functionPath));
    const problems = late.map((functionPath) => {
      return `${functionPath} is not compared with bulletins, because it was created after the template of the feed was resolved`;
    });
    if (!Stack.of(this).bundlingRequired) return problems;
    const unbundled = own.filter((resource) => !isBundled(resource)).map(({ node }) => constructPathOf(node.path));
    if (unbundled.length > 0) {
      const names = unbundled.join(', ');
      problems.push(`this synthesis does not bundle ${names}, so the feed would lose their packages: deploy its stack without --exclusively, or together with theirs`);
    }
    return problems;
  }
}

/** Code whose location is known only when templates are written. */
class LateCode extends lambda.Code {
  public readonly isInline = false;

  constructor(private readonly location: () => FileAssetLocation) {
    super();
  }

  public bind(): lambda.CodeConfig {
    return {
      s3Location: {
        bucketName: Lazy.string({ produce: () => this.location().bucketName }),
        objectKey: Lazy.string({ produce: () => this.location().objectKey }),
      },
    };
  }
}

/** Returns the packages of a function; undefined if they are unknown. */
function contentOf(resource: CfnResource): Inventory | undefined {
  const asset: unknown = resource.getMetadata(OWN_CODE_METADATA);
  if (typeof asset === 'string') {
    // Functions of this library are included as well; their assets contain a bill of materials.
    const file = path.join(shippedAsset(asset), SBOM_NAME);
    return fs.existsSync(file) ? readSbom(fs.readFileSync(file, 'utf8'), file) : undefined;
  }
  return lambda.CfnFunction.isCfnFunction(resource) ? inventoryOf(resource) : undefined;
}

function isBundled(resource: CfnResource): boolean {
  return Stack.of(resource).bundlingRequired;
}
