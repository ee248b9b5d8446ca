import { github } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';
import { TESTS } from '../integ/tests';

/**
 * Adds the workflow that deploys the tests of `integ/` into an account. It is started manually, uses OpenID Connect, and has one job for each test.
 * The environment `integ` of the repository contains the role, the Region and a Vault, and can require an approval.
 */
export function integWorkflow(project: github.GitHubProject, nodeVersion: string): void {
  const workflow = project.github!.addWorkflow('integ');
  workflow.on({ workflowDispatch: {} });
  workflow.addJob('integ', {
    runsOn: ['ubuntu-latest'],
    environment: 'integ',
    permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
    // Only one run at a time may deploy a stack.
    concurrency: { 'group': 'integ-${{ matrix.test }}', 'cancel-in-progress': false },
    timeoutMinutes: 90,
    strategy: { failFast: false, matrix: { domain: { test: [...TESTS] } } },
    steps: [
      github.WorkflowSteps.checkout(),
      { name: 'Setup Node.js', uses: 'actions/setup-node@v7.0.0', with: { 'node-version': nodeVersion } },
      { name: 'Install dependencies', run: 'npm ci' },
      {
        name: 'Configure AWS credentials',
        uses: 'aws-actions/configure-aws-credentials@v5',
        with: { 'role-to-assume': '${{ vars.INTEG_ROLE }}', 'aws-region': '${{ vars.INTEG_REGION }}', 'role-duration-seconds': 5400 },
      },
      // The command removes what it deployed, whether the test passes or not.
      { name: 'Deploy, assert, remove', run: 'npx projen integ ${{ matrix.test }} -c "vault=$INTEG_VAULT"', env: { INTEG_VAULT: '${{ vars.INTEG_VAULT }}' } },
    ],
  });
}
