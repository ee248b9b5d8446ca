/** What docs/deploy.md has of the constructs: the actions that deploying each takes, and what each leaves behind. */
import * as fs from 'fs';
import { DeployedResource, deployedConstructs } from './deployed-constructs';
import { PERMISSIONS_FILE, ResourcePermissions } from './resource-permissions';

/** Types without handlers in the registry, by the actions of their API. */
const BY_THEIR_API: ResourcePermissions = {
  'AWS::CodeBuild::Project': [
    'codebuild:BatchGetProjects', 'codebuild:CreateProject', 'codebuild:CreateWebhook', 'codebuild:DeleteProject', 'codebuild:DeleteWebhook',
    'codebuild:UpdateProject', 'codebuild:UpdateWebhook', 'iam:PassRole',
  ],
};

/** CloudFormation calls the function of a custom resource as whoever deploys. */
const CUSTOM = ['lambda:InvokeFunction'];

/** For each construct the actions that its resources need, by service. */
export function permissionsOfConstructs(): string {
  const permissions: ResourcePermissions = JSON.parse(fs.readFileSync(PERMISSIONS_FILE, 'utf8'));
  return [...deployedConstructs()].map(([name, resources]) => {
    const types = [...new Set(resources.map(({ Type }) => Type))].sort();
    const actions = types.length === 0 ? [] : [...new Set(types.flatMap((type) => actionsOf(type, permissions)))].sort();
    if (actions.length === 0) return `**\`${name}\`** adds no resource: it changes those that it is used on.`;
    const services = new Map<string, string[]>();
    for (const action of actions) {
      const [service, operation] = action.split(':');
      services.set(service, [...(services.get(service) ?? []), operation]);
    }
    return [
      `<details><summary><code>${name}</code>: ${actions.length} actions of ${services.size} services</summary>`,
      '',
      `Makes ${types.map((type) => `\`${type}\``).join(', ')}.`,
      '',
      ...[...services].map(([service, operations]) => `- \`${service}\`: ${operations.join(', ')}`),
      '',
      '</details>',
    ].join('\n');
  }).join('\n\n');
}

function actionsOf(type: string, permissions: ResourcePermissions): readonly string[] {
  if (!type.startsWith('AWS::')) return CUSTOM;
  const actions = BY_THEIR_API[type] ?? permissions[type] ?? [];
  if (actions.length === 0) throw new Error(`nothing is known of what deploying ${type} takes`);
  return actions;
}

/** What is left of each construct after its stack is deleted. */
export function leftoversOfConstructs(): string {
  const rows = [...deployedConstructs()].map(([name, resources]) => [`\`${name}\``, kept(resources), beside(resources)]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['Construct', 'Kept, with what is in it', 'Made outside the template']),
    line(['---', '---', '---']),
    ...rows.map(([name, ...cells]) => line([name, ...cells.map((cell) => cell || '–')])),
  ].join('\n');
}

/** Resources that CloudFormation leaves alone. */
function kept(resources: readonly DeployedResource[]): string {
  return counted(resources.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete').map(({ Type }) => Type));
}

/** What services make on their own, or calls switch on. */
function beside(resources: readonly DeployedResource[]): string {
  const of = (type: string, holds: (properties: { readonly [key: string]: any }) => boolean) =>
    resources.filter(({ Type, Properties = {} }) => Type === type && holds(Properties)).length;
  return [
    of('AWS::Lambda::Function', ({ LoggingConfig }) => LoggingConfig?.LogGroup === undefined) > 0 && 'log groups `/aws/lambda/*` of the CDK’s own functions',
    of('AWS::CodeBuild::Project', ({ LogsConfig }) => LogsConfig?.CloudWatchLogs?.GroupName === undefined) > 0 && 'the log group `/aws/codebuild/*` of the project',
    of('AWS::ApiGateway::Stage', ({ MethodSettings = [] }) => MethodSettings.some(({ LoggingLevel = 'OFF' }) => LoggingLevel !== 'OFF')) > 0
      && 'the log group `API-Gateway-Execution-Logs_*` of the stage',
    of('Custom::Sec3InspectorScanning', () => true) > 0 && 'scans of Amazon Inspector, which stay enabled',
  ].filter((text) => text !== false).join('; ');
}

function counted(types: readonly string[]): string {
  return [...new Set(types)].sort().map((type) => {
    const count = types.filter((other) => other === type).length;
    return `${count === 1 ? '' : `${count} `}\`${type}\``;
  }).join(', ');
}
