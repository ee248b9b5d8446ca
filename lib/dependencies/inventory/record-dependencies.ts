import * as path from 'path';
import { App, attachCustomSynthesis, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { inventoryOf } from './function-code';
import { sbomFile } from './sbom-file';
import { Inventory } from './shipped-package';
import { writeShippedFile } from '../../functions';
import { ConstructState } from '../../functions/construct-state';
import { constructPathOf } from '../../gate/cdk/construct-path';
import { sbomOf } from '../sbom/sbom';
import { CertificationMetadata, DEPENDENCIES_METADATA, DependenciesMetadata, SkippedDependencies } from '../template/dependencies-metadata';

const ID = 'Dependencies';

/** The record of the packages of a function. */
export interface DependencyRecord {
  /** The packages that ship; determined on first access. */
  readonly inventory: Inventory;
  /** Compares the packages with those that are certified. Called when the template is written. */
  certification?: () => CertificationMetadata;
}

/**
 * Records the packages in a function's code at synthesis: in the metadata of its resource, and as a bill of materials in `sbom/<construct
 * path>.cdx.json` of the app's cloud assembly.
 *
 * @returns the record of the function; further calls return the same one
 */
export function recordDependencies(resource: lambda.CfnFunction): DependencyRecord {
  const known = records.of(resource);
  if (known) return known;
  const record = new FunctionRecord(resource);
  records.set(resource, record);
  resource.addMetadata(DEPENDENCIES_METADATA, Lazy.any({ produce: () => record.metadata() }));
  attachCustomSynthesis(new Construct(resource, ID), { onSynthesize: () => record.write() });
  return record;
}

const records = new ConstructState<lambda.CfnFunction, DependencyRecord>('dependency-record');

class FunctionRecord implements DependencyRecord {
  public certification?: () => CertificationMetadata;

  private found?: Inventory;
  private written?: DependenciesMetadata;
  private readonly functionPath: string;
  private readonly sbom: string;

  constructor(private readonly resource: lambda.CfnFunction) {
    this.functionPath = constructPathOf(resource.node.path);
    this.sbom = sbomFile(this.functionPath);
  }

  public get inventory(): Inventory {
    return (this.found ??= inventoryOf(this.resource));
  }

  public metadata(): DependenciesMetadata | SkippedDependencies {
    if (!this.isBundled) {
      return { skipped: 'the stack is not bundled in this synthesis, since it was not among the stacks that the command named' };
    }
    return (this.written ??= {
      sbom: this.sbom,
      packages: this.inventory.packages.filter(({ isOwn }) => !isOwn).length,
      certification: this.certification?.() ?? { problems: [], unknown: this.inventory.unknown },
    });
  }

  public write(): void {
    if (!this.isBundled) return;
    writeShippedFile(path.join((this.resource.node.root as App).outdir, this.sbom), sbomOf(this.functionPath, this.inventory));
  }

  /** Whether the stack is bundled. If not, the code is the unbundled project. */
  private get isBundled(): boolean {
    return Stack.of(this.resource).bundlingRequired;
  }
}
