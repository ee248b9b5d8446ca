import { answersTo, deployed, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

const ACL = { Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'REGIONAL' } };
const KEY = { Type: 'AWS::KMS::Key', Properties: {} };

async function answers(id: string, resources: { readonly [logicalId: string]: object }): Promise<string[]> {
  return answersTo(id, await scene.ask([stack(resources)]));
}

function quota(value: number | undefined): void {
  scene.aws.on('servicequotas:GetServiceQuota', ({ ServiceCode, QuotaCode }) => (
    value === undefined ? new Failure(400, 'NoSuchResourceException') : { Quota: { ServiceCode, QuotaCode, Value: value } }
  ));
}

/** Answers with this number of web ACLs, in pages. */
function webAcls(count: number): void {
  scene.aws.on('wafv2:ListWebACLs', ({ Scope, NextMarker = '0', Limit }) => {
    const start = Number(NextMarker);
    const end = Math.min(start + Limit, Scope === 'REGIONAL' ? count : 0);
    return { WebACLs: Array.from({ length: end - start }, (_, index) => ({ Name: `acl-${start + index}` })), ...(end < count ? { NextMarker: String(end) } : {}) };
  });
}

test('one web ACL below the quota leaves room for one, but not for two', async () => {
  webAcls(149);
  quota(150);
  expect(await answers('quota-wafv2', { Acl: ACL })).toEqual(['ready There are 149, the templates add 1, and the quota is 150. [Orders/Acl]']);
  expect(await answers('quota-wafv2', { Acl: ACL, Other: ACL })).toEqual(['fails There are 149, the templates add 2, and the quota is 150: 1 too many. [Orders/Acl, Orders/Other]']);
});

test('deployed resources are not counted twice', async () => {
  webAcls(150);
  quota(150);
  scene.aws.on('cloudformation:ListStackResources', deployed({ Acl: 'acl-1|id|REGIONAL' }));
  expect((await answers('quota-wafv2', { Acl: ACL }))[0]).toMatch(/^ready There are 150, the templates add 0/);
});

test('the documented quota is used if Service Quotas has no value', async () => {
  webAcls(100);
  quota(undefined);
  expect((await answers('quota-wafv2', { Acl: ACL }))[0]).toMatch(/^fails .* the quota is 100 according to AWS’s documentation \(https:.*\), since Service Quotas has no value: 1 too many/);
});

test('is unknown if Service Quotas denies the request', async () => {
  webAcls(0);
  scene.aws.on('servicequotas:GetServiceQuota', new Failure(400, 'AccessDeniedException'));
  expect((await answers('quota-wafv2', { Acl: ACL }))[0]).toMatch(/^unknown .*servicequotas:GetServiceQuota/);
});

test('ignores web ACLs for CloudFront, which have their own quota', async () => {
  expect(await answers('quota-wafv2', { Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'CLOUDFRONT' } } })).toEqual([]);
});

test('KMS keys are counted over all pages', async () => {
  scene.aws.on('kms:ListKeys', ({ Marker }) => (
    Marker === 'more' ? { Keys: [{ KeyId: 'c' }], Truncated: false } : { Keys: [{ KeyId: 'a' }, { KeyId: 'b' }], Truncated: true, NextMarker: 'more' }
  ));
  quota(4);
  expect(await answers('quota-kms', { Key: KEY })).toEqual(['ready There are 3, the templates add 1, and the quota is 4. [Orders/Key]']);
});
