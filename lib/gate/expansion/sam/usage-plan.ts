import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { pick, ref, mapOf } from './values';
import type { JsonObject } from '../../../json/json-object';

const KNOWN = ['CreateUsagePlan', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'];

const WRITTEN = 'Properties.Auth.UsagePlan';

/** Creates the usage plan for `Auth.UsagePlan`, with an API key: for one API, or shared by all APIs that request it. */
export function usagePlan(of: SamResource, plan: JsonObject | undefined, stageId: string, shared: JsonObject, expansion: SamExpansion): void {
  if (!plan) return;
  expansion.rejectUnknown(of, WRITTEN, plan, KNOWN, 'UsagePlan');
  const isShared = plan.CreateUsagePlan === 'SHARED';
  if (!isShared && plan.CreateUsagePlan !== 'PER_API') return;
  const prefix = isShared ? 'Serverless' : of.logicalId;
  const [planId, keyId, planKeyId] = ['UsagePlan', 'ApiKey', 'UsagePlanKey'].map((kind) => `${prefix}${kind}`);
  const before = (id: string, list: string) => {
    const known = isShared ? mapOf(expansion.resource(id)?.Properties)?.[list] : undefined;
    return Array.isArray(known) ? (known as unknown[]) : [];
  };
  const attributes = isShared ? {} : shared;
  const places = [{ location: 'Properties', written: WRITTEN }];
  expansion.add(of, planId, {
    type: 'AWS::ApiGateway::UsagePlan',
    properties: {
      ...pick(plan, ['UsagePlanName', 'Description', 'Quota', 'Tags', 'Throttle']),
      ApiStages: [...before(planId, 'ApiStages'), { ApiId: ref(of.logicalId), Stage: ref(stageId) }],
    },
    attributes: { ...attributes, DependsOn: [of.logicalId] },
    places: [...places, ...['UsagePlanName', 'Description', 'Quota', 'Tags', 'Throttle'].map((name) => ({ location: `Properties.${name}`, written: `${WRITTEN}.${name}` }))],
  });
  expansion.add(of, keyId, {
    type: 'AWS::ApiGateway::ApiKey',
    properties: { Enabled: true, StageKeys: [...before(keyId, 'StageKeys'), { RestApiId: ref(of.logicalId), StageName: ref(stageId) }] },
    attributes: { ...attributes, DependsOn: [planId] },
    places,
  });
  expansion.add(of, planKeyId, {
    type: 'AWS::ApiGateway::UsagePlanKey',
    properties: { KeyId: ref(keyId), KeyType: 'API_KEY', UsagePlanId: ref(planId) },
    attributes: { ...attributes, DependsOn: [keyId] },
    places,
  });
  for (const [name, id] of [['UsagePlan', planId], ['ApiKey', keyId], ['UsagePlanKey', planKeyId]]) expansion.renamed.set(`${of.logicalId}.${name}`, id);
}
