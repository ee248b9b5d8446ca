import { isDeepStrictEqual } from 'util';
import { managedPolicyArn, policyTemplate } from './policy-templates';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, ifOf, isIntrinsic, isNoValue, listOf, mapOf } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { Place } from '../origin';

/** Returns the trust policy for a service. */
export function trustPolicy(service: string): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }] };
}

/** Returns a policy within a role. */
export function inlinePolicy(name: string, ...statements: JsonObject[]): JsonObject {
  return { PolicyName: name, PolicyDocument: { Statement: statements } };
}

/** Returns an allowing statement. */
export function allow(action: string | readonly string[], resource: unknown): JsonObject {
  return { Action: action, Effect: 'Allow', Resource: resource };
}

interface RoleOptions {
  readonly service: string;
  readonly trust?: unknown;
  readonly path?: unknown;
  readonly boundary?: unknown;
  readonly tags?: readonly JsonObject[];
}

/** The role that SAM creates for a function or a state machine. Its policies come from `Policies`, and from events. */
export class SamRole {
  public readonly logicalId: string;
  private readonly managed: unknown[] = [];
  private readonly inline: unknown[] = [];
  private readonly places: Place[] = [{ location: 'Properties.Policies', written: 'Properties' }, { location: 'Properties.ManagedPolicyArns', written: 'Properties' }];

  constructor(
    private readonly of: SamResource,
    private readonly expansion: SamExpansion,
    private readonly options: RoleOptions,
  ) {
    this.logicalId = `${of.logicalId}Role`;
  }

  public addManaged(arn: unknown, written: string): void {
    if (this.managed.some((known) => isDeepStrictEqual(known, arn))) return;
    this.places.push({ location: `Properties.ManagedPolicyArns[${this.managed.length}]`, written });
    this.managed.push(arn);
  }

  /** Adds a policy that an event needs, unless an equal one exists. */
  public addNeeded(policy: JsonObject, written: string, arnOf: string): void {
    if (!this.inline.some((known) => isDeepStrictEqual(mapOf(known)?.PolicyDocument, policy.PolicyDocument))) this.addInline(policy, written, arnOf);
  }

  /** @param arnOf as {@link Place.arnOf}, for all resources of the policy */
  public addInline(policy: unknown, written: string, arnOf?: string): void {
    this.places.push({ location: `Properties.Policies[${this.inline.length}]`, written, arnOf });
    this.inline.push(policy);
  }

  /** Adds the policies of the property `Policies`: names, ARNs, documents, SAM's policy templates, and conditions over them. */
  public addPolicies(policies: unknown): void {
    const isList = Array.isArray(policies);
    listOf(policies).forEach((policy, index) => this.addPolicy(policy, index, isList ? `Properties.Policies[${index}]` : 'Properties.Policies'));
  }

  public toResource(): { readonly type: string; readonly properties: JsonObject; readonly places: readonly Place[] } {
    const { service, trust, path, boundary, tags } = this.options;
    return {
      type: 'AWS::IAM::Role',
      properties: compact({
        AssumeRolePolicyDocument: trust ?? trustPolicy(service),
        ManagedPolicyArns: this.managed.length > 0 ? this.managed : undefined,
        Policies: this.inline.length > 0 ? this.inline : undefined,
        Path: path,
        PermissionsBoundary: boundary,
        Tags: tags !== undefined && tags.length > 0 ? tags : undefined,
      }),
      places: this.places,
    };
  }

  private addPolicy(policy: unknown, index: number, written: string): void {
    const choice = ifOf(policy);
    const named = (document: unknown) => ({ PolicyName: `${this.logicalId}Policy${index}`, PolicyDocument: document });
    if (!choice) {
      const read = this.read(policy, written);
      if (read?.kind === 'managed') this.addManaged(read.value, written);
      else if (read) this.addDocument(named(read.value), written, read.value === policy);
      return;
    }
    const [condition, ...branches] = choice;
    const read = branches.map((branch) => (isNoValue(branch) ? undefined : this.read(branch, written)));
    for (const kind of ['managed', 'inline'] as const) {
      if (!read.some((branch) => branch?.kind === kind)) continue;
      const [whenTrue, whenFalse] = read.map((branch) => {
        if (branch?.kind !== kind) return { Ref: 'AWS::NoValue' };
        return kind === 'managed' ? branch.value : named(branch.value);
      });
      const value = { 'Fn::If': [condition, whenTrue, whenFalse] };
      if (kind === 'managed') this.addManaged(value, written);
      else this.addDocument(value, written, branches.some((branch, at) => branch === read[at]?.value));
    }
  }

  /** @param isWritten whether it is a document itself, rather than a template of SAM */
  private addDocument(policy: unknown, written: string, isWritten: boolean): void {
    if (isWritten) this.places.push({ location: `Properties.Policies[${this.inline.length}].PolicyDocument`, written });
    this.addInline(policy, written);
  }

  private read(policy: unknown, written: string): { readonly kind: 'managed' | 'inline'; readonly value: unknown } | undefined {
    if (typeof policy === 'string') return { kind: 'managed', value: policy.startsWith('arn:') ? policy : managedPolicyArn(policy) };
    if (isIntrinsic(policy)) return { kind: 'managed', value: policy };
    const map = mapOf(policy);
    if (map && Object.hasOwn(map, 'Statement')) return { kind: 'inline', value: map };
    const [[name, parameters] = [undefined, undefined], ...others] = Object.entries(map ?? {});
    const document = name === undefined || others.length > 0 ? undefined : policyTemplate(name, mapOf(parameters) ?? {});
    if (document) return { kind: 'inline', value: document };
    this.expansion.gap(this.of, written, name === undefined ? 'a policy is expected' : `${name} is not a policy template that the expansion of SAM knows`);
    return undefined;
  }
}
