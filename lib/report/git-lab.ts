import * as path from 'path';
import { findingName, GateFinding, GateResult, Level } from '../gate';
import { Fingerprints } from './fingerprints';
import { isUndetermined, sorted } from './model';
import { placesOf } from './places-of';

/** Severities in GitLab's format. */
const SEVERITIES: { readonly [level in Level]: string } = { fatal: 'blocker', error: 'critical', warning: 'minor' };

/**
 * Returns the findings as a Code Quality report of GitLab, which shows them in merge requests. Acknowledged findings and those in the baseline are
 * omitted.
 * @param root absolute path of the repository, or else of the working directory
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function toGitLab({ findings, workload: { stacks } }: GateResult, root: string): string {
  const fingerprints = new Fingerprints();
  const issue = (finding: GateFinding) => {
    const { level, path: constructPath } = finding;
    const { places: [place], message } = placesOf(finding, stacks, root);
    return {
      description: `${constructPath === '' ? '' : `${constructPath}: `}${message}`,
      check_name: findingName(finding),
      fingerprint: fingerprints.of(finding),
      severity: isUndetermined(finding) && level === 'warning' ? 'info' : SEVERITIES[level],
      location: { path: place ? path.relative(root, path.resolve(place.file)).split(path.sep).join('/') : '.', lines: { begin: place?.line ?? 1 } },
    };
  };
  return `${JSON.stringify(sorted(findings).map(issue), null, 2)}\n`;
}
