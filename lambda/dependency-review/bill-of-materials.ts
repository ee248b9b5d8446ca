import * as fs from 'fs';
import * as path from 'path';
import { must } from './programs';
import { Workplace } from './workplace';

/** Adds bills of materials to the reports: those that synthesis wrote, otherwise one for the packages of the lock file. */
export async function collectBills(place: Workplace): Promise<void> {
  const synthesized = path.join(place.source, 'cdk.out', 'sbom');
  const target = place.report('sbom');
  if (fs.existsSync(synthesized)) {
    fs.cpSync(synthesized, target, { recursive: true });
  } else if (place.has('package-lock.json')) {
    const bill = await must('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], { cwd: place.source, quiet: true });
    fs.mkdirSync(target);
    fs.writeFileSync(path.join(target, 'package-lock.cdx.json'), bill);
  }
}
