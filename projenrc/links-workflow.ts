import { github } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';

/** Adds the weekly workflow that follows external links, so that moved pages break no build. Tests follow links within the repository. */
export function linksWorkflow(project: github.GitHubProject): void {
  const workflow = project.github!.addWorkflow('links');
  workflow.on({ schedule: [{ cron: '0 6 * * 1' }], workflowDispatch: {} });
  workflow.addJob('links', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 30,
    steps: [
      github.WorkflowSteps.checkout(),
      {
        name: 'Follow links',
        uses: 'lycheeverse/lychee-action@v2',
        // API.md repeats links of the CDK, so it is excluded. Hosts in examples and links to this repository's own files are excluded, too.
        with: {
          args: "--no-progress --max-retries 3 --accept 200,206,403,429 --exclude 'example\\.com' --exclude 'github\\.com/cdk-sec3/' --exclude 'githubusercontent\\.com/cdk-sec3/' "
            + "README.md RULES.md CHANGELOG.md CONTRIBUTING.md SECURITY.md 'docs/**/*.md'",
          fail: true,
        },
      },
    ],
  });
}
