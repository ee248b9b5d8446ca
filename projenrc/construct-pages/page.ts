/** The generated part of a construct's page. */
import { alarmTable } from './alarms';
import { costTable } from './cost';
import { ConstructPage, pageName } from './pages';
import { roleTable } from './permissions';
import { quotaTable } from './quotas';
import { resourceTable } from './resources';
import { deploymentActions, leftBehind } from '../deployment-tables';

/** Returns the resources of the example, and derived tables. */
export function deployedPart(page: ConstructPage): string {
  const { name, resources } = page;
  return `## What is deployed

${resources.length === 0 ? 'No resource of its own: it changes those that it is used on.' : `![What ${name} deploys](${pageName(name)}.svg)\n\n${resourceTable(page)}`}

## What it costs

${costTable(name, resources)}

## Alarms

${alarmTable(resources)}

## Quotas

${quotaTable(page)}

## Permissions

What roles may do:

${roleTable(resources)}

What deploying takes:

${deploymentActions(resources)}

## After deletion

${leftBehind(resources)}`;
}
