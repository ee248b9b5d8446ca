import { knownIn, withStandIns } from './scenario';
import { DEPENDENCIES_METADATA } from '../../dependencies/template/dependencies-metadata';
import { GateFinding, GateResult, Resource, Workload } from '../../gate';
import { assetHashOf, FUZZ_METADATA } from '../../inbound-events/template/fuzz-evidence';
import { policyOf, startsGuard } from '../../runtime-protection/template/guarded-function';
import { RuntimePolicyDocument } from '../../runtime-protection/template/runtime-policy-document';
import { isUndetermined, outstanding, stackLabel } from '../model';

/** Status of a resource, the most severe first. */
export const CONDITIONS = ['error', 'undetermined', 'warning', 'acknowledged', 'clean'] as const;

export type Condition = (typeof CONDITIONS)[number];

/** A node of the map. */
export interface MapNode {
  readonly id: string;
  readonly kind: 'source' | 'function' | 'target';
  /** The CloudFormation type; `host` for a host outside of AWS. */
  readonly type: string;
  readonly label: string;
  readonly condition: Condition;
}

/** An edge of the map: one node calls, reads or writes the other. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
}

/** Fuzz evidence on a function. */
export interface FuzzFacts {
  /** Whether the evidence is for the current code of the function; `unknown` if the code is known only at deployment. */
  readonly code: 'current' | 'stale' | 'unknown';
  /** The seed of the cases, if recorded. */
  readonly seed?: number;
  /** Version of the runtime that ran it, such as 24.1.0. */
  readonly ranOn?: string;
  /** Executed and total branches of the function's own code, if known. */
  readonly branches?: { readonly ran: number; readonly all: number };
  readonly entryPoints: readonly FuzzedEntryPoint[];
}

/** A fuzzed entry point of a function. */
export interface FuzzedEntryPoint {
  /** `POST /orders`, or the source of the events. */
  readonly name: string;
  readonly cases: number;
  /** Number of accepted cases, if recorded. */
  readonly accepted?: number;
  /** The distinct kinds of findings. */
  readonly findings: readonly string[];
  /** Reason why it could not be fuzzed; absent if it was. */
  readonly failure?: string;
}

/** A function in the report. */
export interface FunctionFacts {
  readonly path: string;
  readonly stack: string;
  readonly template: string;
  readonly runtime: string;
  readonly condition: Condition;
  /** Its event sources. */
  readonly sources: readonly string[];
  /** Secrets that its environment refers to. */
  readonly secrets: readonly string[];
  /** The policy of the runtime guard; null without a guard, undefined if it is undetermined. */
  readonly policy?: RuntimePolicyDocument | null;
  /** The fuzz evidence, if any. */
  readonly fuzz?: FuzzFacts;
  /** Path of the software bill of materials, relative to the cloud assembly; absent if there is none. */
  readonly sbom?: string;
}

/** The map of a workload: event sources, functions, and the resources that they use. */
export interface WorkloadMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly functions: readonly FunctionFacts[];
}

const FUNCTION = 'AWS::Lambda::Function';

/** Types of event sources, by the type and the property that connect them to a function. */
const TIES: { readonly [type: string]: string | undefined } = {
  'AWS::ApiGateway::Method': 'RestApiId',
  'AWS::ApiGatewayV2::Integration': 'ApiId',
  'AWS::Lambda::EventSourceMapping': 'EventSourceArn',
  'AWS::SNS::Subscription': 'TopicArn',
  'AWS::SecretsManager::RotationSchedule': 'SecretId',
  'AWS::Events::Rule': undefined,
  'AWS::Scheduler::Schedule': undefined,
  'AWS::Lambda::Url': undefined,
  'AWS::StepFunctions::StateMachine': undefined,
  'AWS::AppSync::DataSource': 'ApiId',
};

/** Types of resources that functions use. */
const TARGETS = [
  'AWS::SecretsManager::Secret', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket',
  'AWS::Events::EventBus', 'AWS::Kinesis::Stream', 'AWS::StepFunctions::StateMachine', 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance',
];

/** Creates the map of a workload. Resources that the CDK creates for itself are omitted. */
export function workloadMap(result: GateResult): WorkloadMap {
  return new MapReader(result).read();
}

class MapReader {
  private readonly nodes = new Map<string, MapNode>();
  private readonly edges = new Map<string, MapEdge>();
  private readonly conditions: ReadonlyMap<string, Condition>;
  private readonly exempt: ReadonlySet<Resource>;
  private readonly workload: Workload;

  constructor(result: GateResult) {
    this.workload = result.workload;
    this.exempt = new Set(result.evaluation.exempt);
    this.conditions = conditionsOf(result);
  }

  public read(): WorkloadMap {
    const functions = this.workload.resources(FUNCTION).filter((fn) => fn.stack.judged && !this.exempt.has(fn));
    const targets = this.reached(functions);
    const facts = functions.map((fn) => this.facts(fn, targets.get(fn) ?? []));
    return { nodes: [...this.nodes.values()], edges: [...this.edges.values()], functions: facts };
  }

  /** Reads each function's own properties. */
  private reached(functions: readonly Resource[]): Map<Resource, Resource[]> {
    const known = new Set(functions);
    const reached = new Map<Resource, Resource[]>();
    for (const target of this.workload.resources(...TARGETS)) {
      for (const { from, location } of this.workload.mentions(target)) {
        if (!known.has(from) || !location.startsWith('Properties.Environment')) continue;
        const list = reached.get(from) ?? [];
        if (!list.includes(target)) reached.set(from, [...list, target]);
      }
    }
    return reached;
  }

  private facts(fn: Resource, targets: readonly Resource[]): FunctionFacts {
    const node = this.node(fn, 'function');
    const sources = this.sourcesOf(fn);
    for (const source of sources) this.edge(this.node(source, 'source'), node);
    for (const target of targets) this.edge(node, this.node(target, 'target'));
    const policy = knownIn(this.workload, () => (startsGuard(fn) ? policyOf(fn)?.document : null));
    for (const host of policy?.allowedHosts ?? []) this.edge(node, this.host(host));
    return {
      path: fn.path,
      stack: stackLabel(fn.stack),
      template: fn.stack.file,
      runtime: knownIn(this.workload, () => fn.get('Runtime').written()) ?? (knownIn(this.workload, () => fn.get('Code', 'ImageUri').exists) ? 'container image' : 'not known'),
      condition: node.condition,
      sources: sources.map(({ path }) => path),
      secrets: targets.filter(({ type }) => type === 'AWS::SecretsManager::Secret').map(({ path }) => path),
      policy,
      fuzz: knownIn(this.workload, () => fuzzFacts(fn)),
      sbom: knownIn(this.workload, () => fn.attribute('Metadata').at(DEPENDENCIES_METADATA).at('sbom').string()),
    };
  }

  private sourcesOf(fn: Resource): Resource[] {
    const sources = new Set<Resource>();
    for (const { from } of withStandIns(fn, this.workload).flatMap((one) => this.workload.mentions(one))) {
      if (!(from.type in TIES) || this.exempt.has(from)) continue;
      const property = TIES[from.type];
      const source = property === undefined ? from : knownIn(this.workload, () => from.get(property).references()[0]?.resource) ?? from;
      if (source !== fn) sources.add(source);
    }
    return [...sources].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private node(resource: Resource, kind: MapNode['kind']): MapNode {
    const id = `${kind}:${stackLabel(resource.stack)}:${resource.logicalId}`;
    let node = this.nodes.get(id);
    if (!node) {
      node = { id, kind, type: resource.type, label: labelOf(resource), condition: this.conditions.get(resource.path) ?? 'clean' };
      this.nodes.set(id, node);
    }
    return node;
  }

  private host(name: string): MapNode {
    const id = `target:host:${name}`;
    const node = this.nodes.get(id) ?? { id, kind: 'target', type: 'host', label: name, condition: 'clean' };
    this.nodes.set(id, node);
    return node;
  }

  private edge(from: MapNode, to: MapNode): void {
    this.edges.set(`${from.id} ${to.id}`, { from: from.id, to: to.id });
  }
}

/** @throws Undetermined if a part of the evidence is known only at deployment */
function fuzzFacts(fn: Resource): FuzzFacts | undefined {
  const report = fn.attribute('Metadata').at(FUZZ_METADATA);
  if (!report.exists) return undefined;
  const now = fn.get('Code', 'S3Key').literal();
  const hash = report.at('assetHash').string();
  const [ran, all] = ['ran', 'all'].map((figure) => report.at('branches').at(figure).number());
  return {
    code: now === undefined ? 'unknown' : hash === assetHashOf(now) ? 'current' : 'stale',
    seed: report.at('seed').number(),
    ranOn: report.at('ranOn').string(),
    branches: ran === undefined || all === undefined ? undefined : { ran, all },
    entryPoints: report.at('entryPoints').items().map((way) => ({
      name: way.at('name').string() ?? '',
      cases: way.at('cases').number() ?? 0,
      accepted: way.at('accepted').number(),
      findings: [...new Set(way.at('findings').items().map((found) => found.at('id').string() ?? ''))],
      failure: way.at('failure').string(),
    })),
  };
}

/** Returns the path of the app's construct, without the stack and the resource inside. */
function labelOf(resource: Resource): string {
  const { constructPath } = resource.stack;
  const own = resource.path.replace(/\/(Resource|Default)$/, '');
  return constructPath !== undefined && own.startsWith(`${constructPath}/`) ? own.slice(constructPath.length + 1) : own;
}

function conditionsOf(result: GateResult): Map<string, Condition> {
  const conditions = new Map<string, Condition>();
  const note = (path: string, condition: Condition) => {
    const known = conditions.get(path);
    if (known === undefined || CONDITIONS.indexOf(condition) < CONDITIONS.indexOf(known)) conditions.set(path, condition);
  };
  for (const finding of outstanding(result)) note(finding.path, conditionOf(finding));
  for (const { path } of result.acknowledged) note(path, 'acknowledged');
  return conditions;
}

function conditionOf(finding: GateFinding): Condition {
  if (isUndetermined(finding)) return 'undetermined';
  return finding.level === 'warning' ? 'warning' : 'error';
}
