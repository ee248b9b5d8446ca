import { App } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { AdvisoryCheck } from './advisory-check';
import { CERTIFIED_FILE } from './certified-file';
import type { CertifiedSet } from './certified-set';
import { dayOf } from './day';
import { fromHere } from './from-here';
import { problemOf, quoted, shortfallsOf } from './judge-packages';
import { constructPathOf } from '../../gate/cdk/construct-path';
import { recordDependencies } from '../inventory/record-dependencies';
import type { Inventory } from '../inventory/shipped-package';
import type { CertificationMetadata } from '../template/dependencies-metadata';

/** Compares the packages of functions with one file when their templates are written. */
export class Certifier {
  constructor(
    private readonly file: string,
    private readonly certified: CertifiedSet,
    private readonly advisories: AdvisoryCheck | undefined,
  ) {}

  /** @returns false if the function is already compared with a file */
  public certify(resource: lambda.CfnFunction): boolean {
    const record = recordDependencies(resource);
    if (record.certification) return false;
    record.certification = () => this.certification(record.inventory, constructPathOf(resource.node.path), (resource.node.root as App).outdir);
    return true;
  }

  /** Returns the metadata of a function about which nothing is known. */
  public ofUnknown(unknown: Inventory['unknown']): CertificationMetadata {
    return { file: fromHere(this.file), problems: [], unknown };
  }

  private certification({ packages, unknown }: Inventory, functionPath: string, outdir: string): CertificationMetadata {
    const now = new Date();
    const shortfalls = shortfallsOf(packages, { certified: this.certified, functionPath, today: dayOf(now) });
    const command = this.command(outdir);
    return {
      ...this.ofUnknown(unknown),
      problems: [
        ...shortfalls.map((shortfall) => problemOf(shortfall, command)),
        ...(this.advisories?.problems(packages, this.certified.file.ignoredAdvisories, now) ?? []),
      ],
    };
  }

  private command(outdir: string): string {
    const assembly = fromHere(outdir);
    const file = fromHere(this.file);
    return ['npx cdk-sec3 certify', ...(assembly === 'cdk.out' ? [] : [quoted(assembly)]), ...(file === CERTIFIED_FILE ? [] : ['--file', quoted(file)])].join(' ');
  }
}
