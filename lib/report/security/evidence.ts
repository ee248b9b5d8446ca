import { FunctionFacts } from './workload-map';
import type { ItemId } from '../../checklist';
import { DEPENDENCIES_METADATA } from '../../dependencies/rules/dependencies-metadata';
import { GateResult, OWN_CODE_METADATA, Resource } from '../../gate';
import { RUNTIME_CATEGORIES, RuntimePolicyDocument } from '../../runtime-protection/rules/runtime-policy-document';
import { count } from '../model';

/** Something in the templates that answers a line, besides what rules found. */
export interface Evidence {
  /** Construct path of what it is about. */
  readonly path: string;
  readonly template: string;
  readonly text: string;
}

/** What answers each line. */
export function evidenceOf(result: GateResult, functions: readonly FunctionFacts[]): ReadonlyMap<ItemId, readonly Evidence[]> {
  const evidence = new Map<ItemId, Evidence[]>();
  const add = (item: ItemId, path: string, template: string, text: string) => {
    const list = evidence.get(item) ?? [];
    list.push({ path, template, text });
    evidence.set(item, list);
  };
  for (const { path, template, policy } of functions) if (policy) add('runtime-protection/lock-out', path, template, guardText(policy));
  for (const resource of result.workload.resources()) {
    if (!resource.stack.judged) continue;
    const { path } = resource;
    const template = resource.stack.file;
    for (const [item, text] of [...dependencyTexts(resource), ...rotationTexts(resource), ...serviceTexts(resource)]) add(item, path, template, text);
  }
  return evidence;
}

function guardText({ modes, allowedHosts, awsEndpoints }: RuntimePolicyDocument): string {
  const having = (mode: string): string => RUNTIME_CATEGORIES.filter((category) => modes[category] === mode).join(', ');
  const parts = (['block', 'alert'] as const).map((mode) => [mode, having(mode)]).filter(([, list]) => list !== '').map(([mode, list]) => `${mode}s ${list}`);
  const hosts = [...(awsEndpoints ? ['AWS'] : []), ...allowedHosts].join(', ');
  return `The runtime guard ${parts.length > 0 ? parts.join('; ') : 'allows everything'}${modes.network === 'allow' ? '' : `. Hosts: ${hosts || 'none'}`}`;
}

function* dependencyTexts({ body, type }: Resource): Generator<[ItemId, string]> {
  if (type !== 'AWS::Lambda::Function') return;
  const own = body.Metadata?.[OWN_CODE_METADATA];
  if (typeof own === 'string') {
    yield ['dependencies/certification', 'The code is that of the cdk-sec3 package, which the lock file of the app pins'];
    return;
  }
  const metadata = body.Metadata?.[DEPENDENCIES_METADATA] as { readonly [key: string]: any } | undefined;
  if (typeof metadata?.sbom !== 'string') return;
  yield ['dependencies/automated-tools', `Bill of materials ${metadata.sbom}: ${count(Number(metadata.packages), 'package')}`];
  const { file, problems } = metadata.certification ?? {};
  if (typeof file === 'string') {
    const open = Array.isArray(problems) ? problems.length : 0;
    yield ['dependencies/certification', `Compared with ${file}: ${open === 0 ? 'nothing ships that is not certified' : count(open, 'problem')}`];
  }
}

function* rotationTexts({ body, type }: Resource): Generator<[ItemId, string]> {
  if (type !== 'AWS::SecretsManager::RotationSchedule') return;
  const rules = body.Properties?.RotationRules as { readonly [key: string]: unknown } | undefined;
  const schedule = rules?.ScheduleExpression ?? (rules?.AutomaticallyAfterDays === undefined ? undefined : `every ${rules.AutomaticallyAfterDays} days`);
  if (typeof schedule === 'string') yield ['secrets/rotation', `Rotation: ${schedule}`];
}

/** Resources whose presence is the answer. */
function* serviceTexts({ body, type }: Resource): Generator<[ItemId, string]> {
  const own = body.Metadata?.[OWN_CODE_METADATA];
  if (own === 'bulletin-feed') {
    yield ['awareness/feeds', 'Reads security bulletins and compares them with what the app ships'];
    yield ['awareness/notifications', 'Tells of bulletins that matter by Amazon SNS'];
  }
  if (type === 'Custom::Sec3InspectorScanning') yield ['dependencies/automated-tools', 'Has Amazon Inspector scan the functions of the account and Region'];
  if (type === 'AWS::ApiGateway::RequestValidator') yield ['inbound-events/request-validation', 'A request validator of API Gateway'];
  if (type === 'AWS::ApiGateway::Model') yield ['inbound-events/data-correctness', 'A model that API Gateway holds requests against'];
}
