/** Draws the picture of the smallest example from the references in its template. */
import { ConstructPage, Neighbor, PlacedResource } from './pages';
import { BLUE, FAINT, GREEN, LINE, ORANGE, PAPER, svg } from '../svg';

/** Resources that only connect others: arrows pass through them. The listed properties name the owner, and reverse their arrow. */
const JOINTS: { readonly [type: string]: readonly string[] } = {
  'AWS::ApiGateway::Method': ['RestApiId', 'ResourceId'],
  'AWS::IAM::Policy': ['Roles'],
  'AWS::IAM::Role': [],
  'AWS::Lambda::Permission': ['SourceArn'],
  'AWS::WAFv2::WebACLAssociation': ['WebACLArn'],
};

/** Resources that configure others. They are not drawn. */
const DETAILS = new Set([
  'AWS::ApiGateway::Account', 'AWS::ApiGateway::Deployment', 'AWS::ApiGateway::GatewayResponse', 'AWS::ApiGateway::Model', 'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource', 'AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SecretsManager::ResourcePolicy',
  'AWS::Scheduler::ScheduleGroup', 'Custom::S3AutoDeleteObjects',
]);

const COLOR_OF: { readonly [type: string]: string } = {
  'AWS::CloudWatch::Alarm': ORANGE, 'AWS::CloudWatch::Dashboard': ORANGE, 'AWS::SNS::Topic': ORANGE, 'AWS::SNS::Subscription': ORANGE, 'AWS::Lambda::Function': GREEN,
};

/** Equal resources: they have the same type and the same neighbors. */
interface Node {
  readonly type: string;
  readonly members: readonly PlacedResource[];
}

/** Draws the picture as an SVG file. */
export function constructPicture({ name, resources, neighbors }: ConstructPage): Promise<string> {
  const arrows = arrowsOf([...resources, ...neighbors.flatMap((neighbor) => neighbor.resources)]);
  const shown = resources.filter(({ Type }) => !DETAILS.has(Type) && !Object.hasOwn(JOINTS, Type));
  const nodes = alike(shown, arrows);
  const nodeOf = new Map([
    ...nodes.flatMap(({ members }, index) => members.map(({ logicalId }) => [logicalId, `n${index}`] as const)),
    ...neighbors.flatMap(({ resources: theirs }, index) => theirs.map(({ logicalId }) => [logicalId, `o${index}`] as const)),
  ]);
  const edges = new Set(
    [...nodeOf].flatMap(([from, node]) => [...reached(from, arrows, nodeOf)].map((to) => `${node} -> ${nodeOf.get(to)}`)),
  );
  const joined = [...edges].map((edge) => edge.split(' -> ')).filter(([from, to]) => from !== to && (from.startsWith('n') || to.startsWith('n')));
  return svg(
    `What ${name} deploys`,
    [
      ...nodes.map((node, index) => `n${index} [label=<${label(node)}>]`),
      ...neighbors.flatMap((neighbor, index) => (joined.some((edge) => edge.includes(`o${index}`)) ? [`o${index} [label=<${neighborLabel(neighbor)}>]`] : [])),
      ...joined.map(([from, to]) => `${from} -> ${to}`).sort(),
    ],
    'rankdir=LR nodesep=0.2 ranksep=0.5',
  );
}

/** Returns the resources that each resource references, by logical ids. */
function arrowsOf(resources: readonly PlacedResource[]): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Set(resources.map(({ logicalId }) => logicalId));
  const arrows = new Map<string, Set<string>>(resources.map(({ logicalId }) => [logicalId, new Set()]));
  for (const { logicalId, Type, Properties = {} } of resources) {
    for (const [property, value] of Object.entries(Properties)) {
      for (const to of referencesIn(value).filter((id) => ids.has(id) && id !== logicalId)) {
        if (JOINTS[Type]?.includes(property)) arrows.get(to)!.add(logicalId);
        else arrows.get(logicalId)!.add(to);
      }
    }
  }
  return arrows;
}

function referencesIn(value: any): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (value === null || typeof value !== 'object') return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(referencesIn);
}

/** Returns the resources that can be reached from a resource through connecting resources only. */
function reached(from: string, arrows: ReadonlyMap<string, ReadonlySet<string>>, shown: ReadonlyMap<string, unknown>): Set<string> {
  const found = new Set<string>();
  const seen = new Set([from]);
  const open = [...arrows.get(from)!];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (shown.has(id)) found.add(id);
    else open.push(...arrows.get(id)!);
  }
  return found;
}

function alike(resources: readonly PlacedResource[], arrows: ReadonlyMap<string, ReadonlySet<string>>): Node[] {
  const groups = new Map<string, PlacedResource[]>();
  for (const resource of resources) {
    const to = [...arrows.get(resource.logicalId)!].sort();
    const from = resources.filter(({ logicalId }) => arrows.get(logicalId)!.has(resource.logicalId)).map(({ logicalId }) => logicalId);
    const key = JSON.stringify([resource.Type, from, to]);
    groups.set(key, [...(groups.get(key) ?? []), resource]);
  }
  return [...groups.values()].map((members) => ({ type: members[0].Type, members }));
}

function label({ type, members }: Node): string {
  const [, service, kind] = type.split('::').length === 3 ? type.split('::') : ['', 'Custom', type.replace('Custom::', '')];
  const count = members.length > 1 ? `${members.length} × ` : '';
  const path = members.length > 1 ? `${members[0].path}, …` : members[0].path;
  return box(`${count}${service} ${kind}`, path, COLOR_OF[type] ?? BLUE, 'rounded');
}

/** Returns the label of another construct in the example: a box in another style. */
function neighborLabel({ id, made }: Neighbor): string {
  return box(made ?? 'of the app', id, PAPER, 'rounded,dashed');
}

function box(head: string, path: string, color: string, look: string): string {
  return (
    `<table border="1" cellborder="0" cellspacing="3" style="${look}" color="${LINE}" bgcolor="${color}">` +
    `<tr><td><b>${head}</b></td></tr><tr><td><font point-size="10" color="${FAINT}">${path}</font></td></tr></table>`
  );
}
