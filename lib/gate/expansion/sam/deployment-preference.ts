import type { FunctionAlias } from './alias';
import { managedPolicyArn } from './policy-templates';
import { trustPolicy } from './role';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, getAtt, mapOf, ref, sub } from './values';
import type { JsonObject } from '../../../json/json-object';

const KNOWN = ['Alarms', 'Enabled', 'Hooks', 'PassthroughCondition', 'Role', 'TriggerConfigurations', 'Type'];

const WRITTEN = 'Properties.DeploymentPreference';

const APPLICATION = 'ServerlessDeploymentApplication';

const SERVICE_ROLE = 'CodeDeployServiceRole';

/** Named traffic shifts of CodeDeploy. */
const NAMED = /^(Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|[23]Minutes|10Minutes)|AllAtOnce)$/;

/** Collects the functions that are deployed gradually; one application and one role serve all of them. */
export class DeploymentPreferences {
  private readonly preferences: { readonly fn: SamResource; readonly preference: JsonObject }[] = [];

  constructor(private readonly expansion: SamExpansion) {}

  public add(fn: SamResource, alias: FunctionAlias | undefined): void {
    const preference = this.expansion.mapAt(fn, WRITTEN, fn.properties.DeploymentPreference);
    this.expansion.rejectUnknown(fn, WRITTEN, preference, KNOWN, 'DeploymentPreference');
    const enabled = this.expansion.withDefaults(preference.Enabled ?? true);
    if (enabled === false || String(enabled).toLowerCase() === 'false' || !alias) return;
    this.preferences.push({ fn, preference });
    const hooks = mapOf(preference.Hooks) ?? {};
    alias.deployment = compact({
      ApplicationName: ref(APPLICATION),
      DeploymentGroupName: ref(groupId(fn)),
      BeforeAllowTrafficHook: hooks.PreTraffic,
      AfterAllowTrafficHook: hooks.PostTraffic,
    });
  }

  /** Creates the resources that all of them share. */
  public finish(): void {
    const [first] = this.preferences;
    if (!first) return;
    const places = [{ location: 'Properties', written: WRITTEN }];
    this.expansion.add(first.fn, APPLICATION, { type: 'AWS::CodeDeploy::Application', properties: { ComputePlatform: 'Lambda' }, attributes: {}, places });
    if (!this.preferences.every(({ preference }) => preference.Role !== undefined)) {
      this.expansion.add(first.fn, SERVICE_ROLE, {
        type: 'AWS::IAM::Role',
        properties: {
          AssumeRolePolicyDocument: trustPolicy('codedeploy.amazonaws.com'),
          ManagedPolicyArns: [managedPolicyArn('AWSCodeDeployRoleForLambda')],
        },
        attributes: {},
        places,
      });
    }
    for (const { fn, preference } of this.preferences) this.group(fn, preference);
  }

  private group(fn: SamResource, { Type: type, Role: role, Alarms: alarms, TriggerConfigurations: triggers }: JsonObject): void {
    this.expansion.add(fn, groupId(fn), {
      type: 'AWS::CodeDeploy::DeploymentGroup',
      properties: compact({
        AlarmConfiguration: Array.isArray(alarms) ? { Enabled: true, Alarms: alarms.map((alarm: unknown) => ({ Name: alarm })) } : undefined,
        ApplicationName: ref(APPLICATION),
        AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] },
        DeploymentConfigName: typeof type === 'string' && NAMED.test(type) ? sub('CodeDeployDefault.Lambda${ConfigName}', { ConfigName: type }) : type,
        DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
        ServiceRoleArn: role ?? getAtt(SERVICE_ROLE, 'Arn'),
        TriggerConfigurations: triggers,
      }),
      attributes: {},
      places: [{ location: 'Properties', written: WRITTEN }],
    });
  }
}

function groupId(fn: SamResource): string {
  return `${fn.logicalId}DeploymentGroup`;
}
