import * as fs from 'fs';
import * as path from 'path';
import { github } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';

const FOLDER = path.join(__dirname, '../integ');
/** What is no test. */
const TOOLS = ['integration', 'blocked', 'verdicts', 'run'];
/** It needs a server of its own, which no account has by itself. */
const BY_HAND = ['vault-secret'];

/**
 * The workflow that deploys the tests of `integ/` into an account: started by hand, by OpenID Connect, one job for each test. The environment
 * `integ` of the repository names the role and the Region, and may ask for an approval.
 */
export function integWorkflow(project: github.GitHubProject, nodeVersion: string): void {
  const workflow = project.github!.addWorkflow('integ');
  workflow.on({ workflowDispatch: {} });
  const tests = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.ts')).map((file) => path.basename(file, '.ts'));
  workflow.addJob('integ', {
    runsOn: ['ubuntu-latest'],
    environment: 'integ',
    permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
    // One run at a time deploys a stack.
    concurrency: { 'group': 'integ-${{ matrix.test }}', 'cancel-in-progress': false },
    timeoutMinutes: 90,
    strategy: { failFast: false, matrix: { domain: { test: tests.filter((name) => ![...TOOLS, ...BY_HAND].includes(name)).sort() } } },
    steps: [
      github.WorkflowSteps.checkout(),
      { name: 'Setup Node.js', uses: 'actions/setup-node@v7.0.0', with: { 'node-version': nodeVersion } },
      { name: 'Install dependencies', run: 'npm ci' },
      {
        name: 'Configure AWS credentials',
        uses: 'aws-actions/configure-aws-credentials@v5',
        with: { 'role-to-assume': '${{ vars.INTEG_ROLE }}', 'aws-region': '${{ vars.INTEG_REGION }}', 'role-duration-seconds': 5400 },
      },
      // It removes what it deployed, whatever becomes of the test.
      { name: 'Deploy, assert, remove', run: 'npx projen integ ${{ matrix.test }}' },
    ],
  });
}
