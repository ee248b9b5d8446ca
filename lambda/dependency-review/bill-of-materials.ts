import * as fs from 'fs';
import * as path from 'path';
import { must } from './programs';
import { Workplace } from './workplace';

/** Adds to the reports what ships: the bills that synthesis wrote, and else one of what the lock file installs. */
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
