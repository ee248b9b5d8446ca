import * as fs from 'fs';
import * as path from 'path';
import { Aspects, AspectPriority, CfnResource, IAspect } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isFunctionOfApp } from '../functions';
import { FUZZ_METADATA } from '../inbound-events/template/fuzz-evidence';

/**
 * What `cdk-sec3 fuzz --evidence` found out about the functions of an app, so that the gate knows at synthesis that they were fuzzed (SEC 3, inbound events:
 * test inputs by using fuzzing techniques). Rules `EndpointFuzzed` and `EventSourceFuzzed` compare it with the code that the functions have now.
 */
export class FuzzEvidence {
  /**
   * Reads the reports of a folder. A folder that does not exist has none: the rules say so.
   *
   * @param folder the folder that `--evidence` named, `fuzz` by default
   * @throws Error where a file in it is no such report
   */
  public static fromFolder(folder: string): FuzzEvidence {
    const reports = new Map<string, object>();
    const problems: string[] = [];
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith('.json')).sort() : []) {
      const report = read(path.join(folder, name));
      if (report) reports.set(report.function, report);
      else problems.push(`- ${path.join(folder, name)}: is no report that cdk-sec3 fuzz --evidence wrote; delete it, or fuzz again`);
    }
    if (problems.length > 0) throw new Error(['FuzzEvidence.fromFolder: these files can’t be used:', ...problems].join('\n'));
    return new FuzzEvidence(reports);
  }

  private constructor(private readonly reports: ReadonlyMap<string, object>) {}

  /**
   * Notes the reports at the functions of a scope, in their metadata.
   *
   * @param scope an app, a Stage, a Stack or any construct
   */
  public applyTo(scope: IConstruct): void {
    const { reports } = this;
    const aspect: IAspect = {
      visit(node) {
        if (!isFunctionOfApp(node)) return;
        const report = reports.get(node.node.path.replace(/\/Resource$/, ''));
        if (report) (node as CfnResource).addMetadata(FUZZ_METADATA, report);
      },
    };
    Aspects.of(scope).add(aspect, { priority: AspectPriority.READONLY - 1 });
  }
}

function read(file: string): { readonly function: string } | undefined {
  try {
    const report = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly version?: unknown; readonly function?: unknown; readonly entryPoints?: unknown } | null;
    // Those of version 1 lack figures, which the rules say.
    return (report?.version === 1 || report?.version === 2) && typeof report.function === 'string' && Array.isArray(report.entryPoints) ? (report as { readonly function: string }) : undefined;
  } catch {
    return undefined;
  }
}
