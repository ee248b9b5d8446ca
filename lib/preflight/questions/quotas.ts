import type { Resource } from '../../gate';
import type { Parameters } from '../client/aws-client';
import { ServiceError } from '../client/errors';
import type { OperationName } from '../client/operations';
import { deployedNeeds, physicalId } from '../deployed';
import { Account, Answer, Need, Page, pages, Question } from '../question';
import type { Target } from '../target';

/** A quota for the number of resources of an account in a Region. */
interface Quota {
  readonly type: string;
  /** The counted resources, in the plural. */
  readonly what: string;
  readonly serviceCode: string;
  readonly quotaCode: string;
  /** The documented default, for use if Service Quotas has no value. */
  readonly documented: number;
  readonly link: string;
  readonly list: OperationName;
  readonly parameters: Parameters;
  counts(resource: Resource): boolean;
  page(answer: any): Page<unknown>;
}

const QUOTAS: readonly Quota[] = [
  {
    type: 'AWS::WAFv2::WebACL',
    what: 'web ACLs of AWS WAF for Regions',
    serviceCode: 'wafv2',
    quotaCode: 'L-2EC3DE7B',
    documented: 100,
    link: 'https://docs.aws.amazon.com/waf/latest/developerguide/limits.html',
    list: 'wafv2:ListWebACLs',
    counts: (resource) => resource.get('Scope').string() !== 'CLOUDFRONT',
    parameters: { Scope: 'REGIONAL', Limit: 100 },
    page: ({ WebACLs: items = [], NextMarker: marker }) => ({ items, next: marker && items.length > 0 ? { NextMarker: marker } : undefined }),
  },
  {
    type: 'AWS::KMS::Key',
    what: 'KMS keys',
    serviceCode: 'kms',
    quotaCode: 'L-C2F1777E',
    documented: 100_000,
    link: 'https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html',
    list: 'kms:ListKeys',
    counts: () => true,
    // AWS managed keys are listed as well, but do not count: the real number of free keys is at least the result.
    parameters: { Limit: 1000 },
    page: ({ Keys: items, Truncated: more, NextMarker: marker }) => ({ items, next: more ? { Marker: marker } : undefined }),
  },
];

/** Is there room for the resources that the templates add? */
export function quotas(target: Target): Question[] {
  return QUOTAS.flatMap((quota): Question[] => {
    const added = target.resources(quota.type).filter((resource) => target.maybe(resource, quota.counts));
    if (added.length === 0) return [];
    const on = [target.arn('servicequotas', `${quota.serviceCode}/${quota.quotaCode}`)];
    const needs: Need[] = [{ operation: quota.list }, { operation: 'servicequotas:GetServiceQuota', on }, ...deployedNeeds(target, added)];
    return [{
      id: `quota-${quota.serviceCode}`,
      asked: `Does the quota allow the ${quota.what} of the templates (${added.length})?`,
      resources: added.map(({ path }) => path),
      needs,
      ask: (account) => ask(account, quota, added),
    }];
  });
}

async function ask(account: Account, quota: Quota, added: readonly Resource[]): Promise<Answer> {
  const [{ length: used }, limit, made] = await Promise.all([
    pages(account, quota.list, quota.parameters, quota.page),
    limitOf(account, quota),
    Promise.all(added.map((resource) => physicalId(account, resource))),
  ]);
  const more = made.filter((id) => id === undefined).length;
  const source = limit === undefined ? ` according to AWS’s documentation (${quota.link}), since Service Quotas has no value` : '';
  const most = limit ?? quota.documented;
  const facts = `There are ${used}, the templates add ${more}, and the quota is ${most}${source}`;
  if (used + more <= most) return { status: 'ready', text: `${facts}.` };
  return {
    status: 'fails',
    text: `${facts}: ${used + more - most} too many.`,
    fix: `Request a higher quota in Service Quotas (${quota.serviceCode}, ${quota.quotaCode}), or delete unused resources.`,
    resources: added.filter((_, index) => made[index] === undefined).map(({ path }) => path),
  };
}

async function limitOf(account: Account, { serviceCode, quotaCode }: Quota): Promise<number | undefined> {
  try {
    const { Quota: quota } = await account.call('servicequotas:GetServiceQuota', { ServiceCode: serviceCode, QuotaCode: quotaCode });
    return typeof quota?.Value === 'number' ? quota.Value : undefined;
  } catch (e) {
    if (e instanceof ServiceError && e.isNotFound) return undefined;
    throw e;
  }
}
