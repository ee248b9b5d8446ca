/** Texts of a resource that no table names: descriptions, tags, commands, addresses, files of `AWS::CloudFormation::Init`. */
import { namesSecret } from './secret-detection';
import { isIntrinsic, NAMING } from './written-texts';
import { embeddedTexts, environmentMaps, secretProperties } from '../../aws/properties';
import type { Resource } from '../../gate';
import type { JsonObject } from '../../json/json-object';

/** Called with a text and its location in the resource: `Properties.Tags[0].Value`. */
type Visitor = (text: string, location: () => string) => void;

/** Parts of `Properties` that more specific rules check, by type; `*` matches each entry of a list or a map. */
type Known = Map<string, Known>;

/** Places with their own rules that are in no table. */
const ELSEWHERE: { readonly [type: string]: readonly string[] } = {
  'AWS::ApiGateway::Method': ['Integration.RequestParameters'],
  'AWS::ApiGatewayV2::Integration': ['RequestParameters'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['Conditions.*.HttpHeaderConfig'],
  'AWS::Events::Connection': ['AuthParameters'],
  'AWS::Events::Rule': ['Targets.*.HttpParameters'],
  'AWS::IoT::TopicRule': ['TopicRulePayload.Actions.*.Http.Headers', 'TopicRulePayload.ErrorAction.Http.Headers'],
  'AWS::Pipes::Pipe': ['EnrichmentParameters.HttpParameters', 'TargetParameters.HttpParameters'],
  'AWS::SSM::Parameter': ['Value'],
  'AWS::SecretsManager::Secret': ['SecretString', 'GenerateSecretString'],
};

/** Shorter texts match no format, and assign nothing. */
const MIN_LENGTH = 12;

const byType = new Map<string, Known>();

const namesOfSecrets = new Map<string, boolean>();

/** Does the same as `namesSecret`. Metadata of all resources has the same few keys. */
function isNameOfSecret(key: string): boolean {
  let answer = namesOfSecrets.get(key);
  if (answer === undefined) namesOfSecrets.set(key, (answer = namesSecret(key)));
  return answer;
}

/** Visits the texts of a resource that no other rule reads, each once. */
export function visitLooseTexts({ type, body }: Resource, visitor: Visitor): void {
  const walk = new Walk(visitor);
  // Rules read API documents as such, and templates of custom resources as a whole.
  const isWhole = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
  if (!isWhole) walk.into('Properties', body.Properties, knownOf(type));
  walk.into('Metadata', body.Metadata);
}

class Walk {
  private readonly steps: (string | number)[] = [];

  constructor(private readonly visitor: Visitor) {}

  private readonly location = () => this.steps.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

  public into(step: string | number, value: unknown, known?: Known): void {
    this.steps.push(step);
    // No table knows what keys of metadata mean.
    if (typeof value === 'string' && this.steps[0] === 'Metadata' && isNameOfSecret(String(step))) this.visitor(`${step}: "${value}"`, this.location);
    this.visit(value, known);
    this.steps.pop();
  }

  private visit(value: unknown, known?: Known): void {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return this.list(value, known);
    if (isIntrinsic(value)) return this.arguments(value, known);
    const map = value as JsonObject;
    this.pair(map, known);
    for (const key in map) {
      const next = known && (known.get(key) ?? known.get('*'));
      if (next?.size !== 0) this.into(key, map[key], next);
    }
  }

  private list(items: readonly unknown[], known?: Known): void {
    this.command(items);
    const next = known?.get('*');
    if (next?.size === 0) return;
    for (let i = 0; i < items.length; i += 1) this.into(i, items[i], next);
  }

  private text(text: string): void {
    if (text.length >= MIN_LENGTH) this.visitor(text, this.location);
  }

  private arguments(intrinsic: object, known?: Known): void {
    for (const name in intrinsic) if (!NAMING.test(name)) this.items((intrinsic as JsonObject)[name], known);
  }

  /** The result of a function may be any of its arguments, and any item of a list among them. */
  private items(argument: unknown, known?: Known): void {
    for (const inner of Array.isArray(argument) ? argument.flat() : [argument]) this.visit(inner, known);
  }

  /** A name and its value, such as those of a tag, as one text. */
  private pair(map: JsonObject, known?: Known): void {
    const [name, value] = [/(?:Key|Name)$/, /Value$/].map((ending) => Object.keys(map).find((key) => ending.test(key) && known?.get(key)?.size !== 0));
    if (name === undefined || value === undefined || typeof map[value] !== 'string' || !isNameOfSecret(String(map[name]))) return;
    this.visitor(`${map[name]}: ${map[value]}`, this.location);
  }

  /** The arguments of a command as one text: a secret follows the name of its option. */
  private command(items: readonly unknown[]): void {
    if (!items.some((item) => typeof item === 'string' && item.startsWith('-'))) return;
    const words = items.filter((item): item is string => typeof item === 'string');
    if (words.some((word) => /^--?[a-z][\w-]*$/i.test(word))) this.text(words.join(' '));
  }
}

function knownOf(type: string): Known {
  let known = byType.get(type);
  if (!known) {
    known = new Map();
    const tables = [secretProperties(), environmentMaps(), embeddedTexts()].flatMap((table) => table.get(type) ?? []);
    for (const path of [...tables, ...(Object.hasOwn(ELSEWHERE, type) ? ELSEWHERE[type] : [])]) remember(known, path.replace(/\[\w+,(\w+)\]$/, '.$1').split('.'));
    byType.set(type, known);
  }
  return known;
}

/** If a place ends here, nothing below it is visited. */
function remember(known: Known, keys: readonly string[]): void {
  let at = known;
  for (const key of keys.map((one) => (one === '{}' ? '*' : one))) {
    let next = at.get(key);
    if (!next) at.set(key, (next = new Map()));
    at = next;
  }
  at.clear();
}
