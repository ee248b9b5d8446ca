import type { Resource } from '../../gate';
import { ServiceError } from '../client/errors';
import { deployedNeeds, physicalId } from '../deployed';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** A custom resource that enables scans. */
interface Enabler {
  readonly resource: Resource;
  /** Names as in the API: `LAMBDA`, `LAMBDA_CODE`. */
  readonly scans: readonly string[];
  /** Whether it fails if the scans are already enabled, because it reads an account that the response then lacks. */
  readonly onlyOnce: boolean;
}

/** The key of each scan in the status of an account. */
const STATES: { readonly [scan: string]: string } = { EC2: 'ec2', ECR: 'ecr', LAMBDA: 'lambda', LAMBDA_CODE: 'lambdaCode', CODE_REPOSITORY: 'codeRepository' };

/** Can the templates enable Amazon Inspector? */
export function inspector(target: Target): Question[] {
  const enablers = enablersOf(target);
  if (enablers.length === 0) return [];
  const resources = enablers.map(({ resource }) => resource);
  return [{
    id: 'inspector',
    asked: `Can Amazon Inspector’s scans (${scansOf(enablers).join(', ')}) be enabled from this account?`,
    resources: resources.map(({ path }) => path),
    needs: [{ operation: 'inspector2:BatchGetAccountStatus' }, { operation: 'inspector2:GetDelegatedAdminAccount' }, ...deployedNeeds(target, resources)],
    ask: (account) => ask(account, enablers),
  }];
}

/** Returns the custom resources of templates that enable Amazon Inspector. */
export function enablersOf(target: Target): Enabler[] {
  const custom = target.resources().filter(({ type }) => /^Custom::|^AWS::CloudFormation::CustomResource$/.test(type));
  return custom.flatMap((resource) => {
    const { values } = target.read(resource, (made) => {
      const create = made.get('Create').written();
      if (create !== undefined && /Inspector2/i.test(create) && /"action":"enable"/i.test(create)) {
        return { scans: listed(create), onlyOnce: /"outputPaths":\["accounts\./.test(create) };
      }
      return made.type === 'Custom::Sec3InspectorScanning' ? { scans: listed(JSON.stringify(made.body.Properties ?? {})), onlyOnce: false } : undefined;
    });
    return values.map((value) => ({ resource, ...value }));
  });
}

function listed(text: string): string[] {
  const found = Object.keys(STATES).filter((scan) => text.includes(`"${scan}"`));
  return found.length > 0 ? found : ['LAMBDA'];
}

function scansOf(enablers: readonly Enabler[]): string[] {
  return [...new Set(enablers.flatMap(({ scans }) => scans))];
}

async function ask(account: Account, enablers: readonly Enabler[]): Promise<Answer> {
  const administrator = await administratorOf(account);
  const { accounts: [status] = [] } = await account.call('inspector2:BatchGetAccountStatus', { accountIds: [account.id] });
  const scans = scansOf(enablers);
  const state = (scan: string): string => status?.resourceState?.[STATES[scan]]?.status ?? 'DISABLED';
  const states = scans.map((scan) => `${scan} ${state(scan)}`).join(', ');
  const on = scans.filter((scan) => /^ENABL/.test(state(scan)));
  if (administrator !== undefined && administrator !== account.id && on.length < scans.length) {
    return {
      status: 'fails',
      text: `Account ${administrator} manages Amazon Inspector for the organization, so this account can’t enable scans (${states}).`,
      fix: 'Enable the scans there, remove InspectorScanning, and acknowledge Sec3-InspectorEnabled.',
    };
  }
  const waiting = scans.filter((scan) => /^(DISABLING|SUSPEND)/.test(state(scan)));
  if (waiting.length > 0) return { status: 'fails', text: `Scans can’t be enabled in their current state (${states}).`, fix: 'Wait until the state changes, or see Amazon Inspector’s console.' };
  const once = enablers.filter(({ onlyOnce, scans: wanted }) => onlyOnce && wanted.every((scan) => on.includes(scan)));
  const made = await Promise.all(once.map(({ resource }) => physicalId(account, resource)));
  const failing = once.filter((_, index) => made[index] === undefined);
  if (failing.length > 0) {
    return {
      status: 'fails',
      text: `Scans are already enabled (${states}). The template’s call to enable them then returns no account, but the deployment reads it.`,
      fix: 'Use InspectorScanning, which accepts enabled scans, remove the custom resource, or disable the scans first.',
      resources: failing.map(({ resource }) => resource.path),
    };
  }
  return { status: 'ready', text: on.length === 0 ? 'Yes: the scans are not enabled yet.' : `Yes (${states}).` };
}

async function administratorOf(account: Account): Promise<string | undefined> {
  try {
    return (await account.call('inspector2:GetDelegatedAdminAccount')).delegatedAdmin?.accountId;
  } catch (e) {
    if (e instanceof ServiceError && e.isNotFound) return undefined;
    throw e;
  }
}
