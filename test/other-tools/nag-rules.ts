import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import * as cdkNag from 'cdk-nag/lib';

type NagRule = (node: CfnResource) => cdkNag.NagRuleResult;

/** A pack of cdk-nag, with its internal members. */
interface Pack {
  readonly packName: string;
  applyRule(application: { readonly rule: NagRule; readonly ruleSuffixOverride?: string }): void;
  checkResource(node: CfnResource): void;
}

/** A rule with its ids in packs, such as `AwsSolutions-APIG1`. */
interface PackedRule {
  readonly rule: NagRule;
  readonly ids: string[];
}

/** Returns the rules that any pack of cdk-nag applies, by name. */
export function nagRules(): ReadonlyMap<string, NagRule> {
  return new Map([...packedNagRules()].map(([name, { rule }]) => [name, rule]));
}

/** Returns these rules with their ids: a pack applies all of its rules to each resource. */
export function packedNagRules(): ReadonlyMap<string, PackedRule> {
  const rules = new Map<string, PackedRule>();
  const node = new CfnResource(new Stack(), 'Resource', { type: 'Test::Probe::Resource' });
  const packs = Object.values(cdkNag).filter((value) => typeof value === 'function' && value.prototype instanceof cdkNag.NagPack);
  for (const PackOf of packs as unknown as (new (app: App) => Pack)[]) {
    const pack = new PackOf(new App());
    pack.applyRule = ({ rule, ruleSuffixOverride = rule.name }) => {
      const packed = rules.get(rule.name) ?? { rule, ids: [] };
      packed.ids.push(`${pack.packName}-${ruleSuffixOverride}`);
      rules.set(rule.name, packed);
    };
    pack.checkResource(node);
  }
  return rules;
}

/** Returns the findings of some of these rules in a template, as `Rule LogicalId`; undefined if the CDK can't include it. */
export function nagFindings(templateFile: string, rules: ReadonlyMap<string, NagRule>): string[] | undefined {
  const stack = new Stack();
  try {
    new CfnInclude(stack, 'Template', { templateFile });
  } catch {
    return undefined;
  }
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  return resources.flatMap((node) => [...rules].filter(([, rule]) => finds(rule, node)).map(([name]) => `${name} ${node.node.id}`));
}

/** Checks whether a rule has a finding. A rule throws if it can't know a value. */
function finds(rule: NagRule, node: CfnResource): boolean {
  try {
    const result = rule(node);
    return Array.isArray(result) ? result.length > 0 : result === cdkNag.NagRuleCompliance.NON_COMPLIANT;
  } catch {
    return false;
  }
}
