/** Texts of a resource that no table names: descriptions, tags, commands, addresses, files of `AWS::CloudFormation::Init`. */
import { isIntrinsic, NAMING } from './written-texts';
import { embeddedTexts, environmentMaps, secretProperties } from '../../aws/properties';
import type { Resource } from '../../gate';

/** A text as it stands in a template, with where it does. */
export interface LooseText {
  readonly text: string;
  /** From the resource: `Properties.Tags.0.Value`. */
  readonly location: string;
}

/** What of `Properties` rules look at that know more of it, by type; `*` stands for each entry of a list or a map. */
type Known = Map<string, Known>;

/** Places with rules of their own that are in no table. */
const ELSEWHERE: { readonly [type: string]: readonly string[] } = {
  'AWS::ApiGateway::Method': ['Integration.RequestParameters'],
  'AWS::ApiGatewayV2::Integration': ['RequestParameters'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['Conditions.*.HttpHeaderConfig'],
  'AWS::Events::Connection': ['AuthParameters'],
  'AWS::Events::Rule': ['Targets.*.HttpParameters'],
  'AWS::Pipes::Pipe': ['EnrichmentParameters.HttpParameters', 'TargetParameters.HttpParameters'],
  'AWS::SSM::Parameter': ['Value'],
  'AWS::SecretsManager::Secret': ['SecretString', 'GenerateSecretString'],
};

/** Shorter texts are in no format, and assign nothing. */
const MIN_LENGTH = 12;

const byType = new Map<string, Known>();

/** The texts of a resource that no other rule reads. */
export function looseTexts({ type, body }: Resource): LooseText[] {
  // Rules read documents of APIs as such, and templates of custom resources whole.
  const isWhole = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
  return [...(isWhole ? [] : below(body.Properties, 'Properties', knownOf(type))), ...below(body.Metadata, 'Metadata')];
}

function below(value: unknown, location: string, known?: Known): LooseText[] {
  if (typeof value === 'string') return value.length < MIN_LENGTH ? [] : [{ text: value, location }];
  if (typeof value !== 'object' || value === null) return [];
  if (isIntrinsic(value)) return NAMING.test(Object.keys(value)[0]) ? [] : Object.values(value).flat(2).flatMap((inner) => below(inner, location, known));
  const listed = Array.isArray(value) ? commandIn(value, location) : [];
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const next = known?.get(key) ?? known?.get('*');
    return next?.size === 0 ? [] : below(one, `${location}.${key}`, next);
  });
  return [...listed, ...inner];
}

/** The arguments of a command as one text: a secret stands after the name of its option. */
function commandIn(items: readonly unknown[], location: string): LooseText[] {
  const words = items.filter((item): item is string => typeof item === 'string');
  return words.some((word) => /^--?[a-z][\w-]*$/i.test(word)) ? [{ text: words.join(' '), location }] : [];
}

function knownOf(type: string): Known {
  let known = byType.get(type);
  if (!known) {
    known = new Map();
    const tables = [secretProperties(), environmentMaps(), embeddedTexts()].flatMap((table) => table.get(type) ?? []);
    for (const path of [...tables, ...(ELSEWHERE[type] ?? [])]) remember(known, path.replace(/\[\w+,(\w+)\]$/, '.$1').split('.'));
    byType.set(type, known);
  }
  return known;
}

/** A place that ends here leaves nothing below it to look at. */
function remember(known: Known, keys: readonly string[]): void {
  let at = known;
  for (const key of keys.map((one) => (one === '{}' ? '*' : one))) {
    let next = at.get(key);
    if (!next) at.set(key, (next = new Map()));
    at = next;
  }
  at.clear();
}
