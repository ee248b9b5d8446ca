import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import * as cdkNag from 'cdk-nag';

type NagRule = (node: CfnResource) => cdkNag.NagRuleResult;

/** A pack of cdk-nag, with what is its own affair. */
interface Pack {
  applyRule(application: { readonly rule: NagRule }): void;
  checkResource(node: CfnResource): void;
}

/** The rules that any pack of cdk-nag applies, by name: a pack applies all of its rules to each resource. */
export function nagRules(): ReadonlyMap<string, NagRule> {
  const rules = new Map<string, NagRule>();
  const node = new CfnResource(new Stack(), 'Resource', { type: 'Test::Probe::Resource' });
  const packs = Object.values(cdkNag).filter((value) => typeof value === 'function' && value.prototype instanceof cdkNag.NagPack);
  for (const PackOf of packs as unknown as (new (app: App) => Pack)[]) {
    const pack = new PackOf(new App());
    pack.applyRule = ({ rule }) => void rules.set(rule.name, rule);
    pack.checkResource(node);
  }
  return rules;
}

/** What some of these rules find in a template, as `Rule LogicalId`; undefined where the CDK can't include it. */
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

/** A rule throws where it can't know a value. */
function finds(rule: NagRule, node: CfnResource): boolean {
  try {
    const result = rule(node);
    return Array.isArray(result) ? result.length > 0 : result === cdkNag.NagRuleCompliance.NON_COMPLIANT;
  } catch {
    return false;
  }
}
