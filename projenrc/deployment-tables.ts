/** The actions that the deployment of constructs needs, and the resources that remain after deletion: for their pages and for docs/deploy.md. */
import * as fs from 'fs';
import { ConstructPage, pageName, PlacedResource } from './construct-pages/pages';
import { markdownTable } from './markdown';
import { PERMISSIONS_FILE, ResourcePermissions } from './resource-permissions';

/** Types without handlers in the registry, with the actions of their API. */
const BY_THEIR_API: ResourcePermissions = {
  'AWS::CodeBuild::Project': [
    'codebuild:BatchGetProjects', 'codebuild:CreateProject', 'codebuild:CreateWebhook', 'codebuild:DeleteProject', 'codebuild:DeleteWebhook',
    'codebuild:UpdateProject', 'codebuild:UpdateWebhook', 'iam:PassRole',
  ],
};

/** CloudFormation calls the function of a custom resource with the permissions of the deployer. */
const CUSTOM = ['lambda:InvokeFunction'];

/** Returns the actions that CloudFormation needs for resources, by service. */
export function deploymentActions(resources: readonly PlacedResource[]): string {
  if (resources.length === 0) return 'Nothing besides the actions for the resources that it is used on.';
  const permissions: ResourcePermissions = JSON.parse(fs.readFileSync(PERMISSIONS_FILE, 'utf8'));
  const actions = [...new Set(resources.flatMap(({ Type }) => actionsOf(Type, permissions)))].sort();
  const services = new Map<string, string[]>();
  for (const action of actions) {
    const [service, operation] = action.split(':');
    services.set(service, [...(services.get(service) ?? []), operation]);
  }
  return [
    `<details><summary>${actions.length} actions of ${services.size} services</summary>`,
    '',
    ...[...services].map(([service, operations]) => `- \`${service}\`: ${operations.join(', ')}`),
    '',
    '</details>',
    '',
    '[A first deployment](../deploy.md#permissions-for-a-deployment) explains who needs these permissions.',
  ].join('\n');
}

function actionsOf(type: string, permissions: ResourcePermissions): readonly string[] {
  if (!type.startsWith('AWS::')) return CUSTOM;
  const actions = BY_THEIR_API[type] ?? permissions[type] ?? [];
  if (actions.length === 0) throw new Error(`the actions for deploying ${type} are unknown`);
  return actions;
}

/** Describes the parts of resources that remain after their stack is deleted. */
export function leftBehind(resources: readonly PlacedResource[]): string {
  const [stays, made] = [kept(resources), beside(resources)];
  return [
    stays ? `Kept, with its content: ${stays}. It still costs money.` : 'Nothing of the template is kept.',
    ...(made ? [`Created outside of the template, and kept: ${made}.`] : []),
  ].join('\n');
}

/** Returns the table of docs/deploy.md. */
export function leftoversOfConstructs(pages: readonly ConstructPage[]): string {
  return markdownTable(
    ['Construct', 'Kept, with its content', 'Created outside of the template'],
    pages.map(({ name, resources }) => [`[${name}](constructs/${pageName(name)}.md)`, kept(resources) || '–', beside(resources) || '–']),
  );
}

/** Describes the resources that CloudFormation retains. */
function kept(resources: readonly PlacedResource[]): string {
  return counted(resources.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete').map(({ Type }) => Type));
}

/** Describes resources that services create themselves, or that calls enable. */
function beside(resources: readonly PlacedResource[]): string {
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
