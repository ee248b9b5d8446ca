import * as fs from 'fs';
import * as path from 'path';
import { Aspects, AspectPriority, CfnResource, IAspect } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isFunctionOfApp } from '../functions';
import { constructPathOf } from '../gate/cdk/construct-path';
import { FUZZ_METADATA } from '../inbound-events/template/fuzz-evidence';

/**
 * The results of `cdk-sec3 fuzz --evidence` for the functions of an app. With them, the gate knows at synthesis that the functions were fuzzed (SEC
 * 3, inbound events: test inputs by using fuzzing techniques). The rules `EndpointFuzzed` and `EventSourceFuzzed` compare the results with the
 * current code of the functions.
 */
export class FuzzEvidence {
  /**
   * Reads the reports in a folder. A folder that does not exist counts as empty; the rules report the missing evidence.
   *
   * @param folder the folder that was given to `--evidence`, by default `fuzz`
   * @throws Error if a JSON file in it is not a report of `cdk-sec3 fuzz --evidence`
   */
  public static fromFolder(folder: string): FuzzEvidence {
    const reports = new Map<string, object>();
    const problems: string[] = [];
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith('.json')).sort() : []) {
      const report = read(path.join(folder, name));
      if (report) reports.set(report.function, report);
      else problems.push(`- ${path.join(folder, name)}: is not a report of cdk-sec3 fuzz --evidence; delete it, or fuzz again`);
    }
    if (problems.length > 0) throw new Error(['FuzzEvidence.fromFolder: these files can’t be used:', ...problems].join('\n'));
    return new FuzzEvidence(reports);
  }

  private constructor(private readonly reports: ReadonlyMap<string, object>) {}

  /**
   * Adds the reports to the metadata of the functions in a scope.
   *
   * @param scope an app, a Stage, a Stack or any construct
   */
  public applyTo(scope: IConstruct): void {
    const { reports } = this;
    const aspect: IAspect = {
      visit(node) {
        if (!isFunctionOfApp(node)) return;
        const report = reports.get(constructPathOf(node.node.path));
        if (report) (node as CfnResource).addMetadata(FUZZ_METADATA, report);
      },
    };
    Aspects.of(scope).add(aspect, { priority: AspectPriority.READONLY - 1 });
  }
}

function read(file: string): { readonly function: string } | undefined {
  try {
    const report = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly version?: unknown; readonly function?: unknown; readonly entryPoints?: unknown } | null;
    // Reports of version 1 lack some numbers; the rules report this.
    return (report?.version === 1 || report?.version === 2) && typeof report.function === 'string' && Array.isArray(report.entryPoints) ? (report as { readonly function: string }) : undefined;
  } catch {
    return undefined;
  }
}
