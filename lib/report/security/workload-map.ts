import { DEPENDENCIES_METADATA } from '../../dependencies/template/dependencies-metadata';
import { GateFinding, GateResult, Resource, Undetermined, Workload } from '../../gate';
import { assetHashOf, FUZZ_METADATA } from '../../inbound-events/template/fuzz-evidence';
import { policyOf, startsGuard } from '../../runtime-protection/template/guarded-function';
import { RuntimePolicyDocument } from '../../runtime-protection/template/runtime-policy-document';
import { isUndetermined, outstanding, stackLabel } from '../model';

/** How a resource stands, the heaviest first. */
export const CONDITIONS = ['error', 'undetermined', 'warning', 'acknowledged', 'clean'] as const;

export type Condition = (typeof CONDITIONS)[number];

/** What takes part in the workload. */
export interface MapNode {
  readonly id: string;
  readonly kind: 'source' | 'function' | 'target';
  /** The CloudFormation type; `host` for a host outside of AWS. */
  readonly type: string;
  readonly label: string;
  readonly condition: Condition;
}

/** One calls, reads or writes the other. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
}

/** What the fuzzer has left about a function. */
export interface FuzzFacts {
  /** Whether it is about the code that the function has now; `unknown` where that is known only at deployment. */
  readonly code: 'current' | 'stale' | 'unknown';
  /** What the cases were drawn by, where the report says so. */
  readonly seed?: number;
  /** The version of the program that ran it, such as 24.1.0. */
  readonly ranOn?: string;
  /** Branches of the function's own code that ran, of all, where that is known. */
  readonly branches?: { readonly ran: number; readonly all: number };
  readonly entryPoints: readonly FuzzedEntryPoint[];
}

/** One way into a function that was fuzzed. */
export interface FuzzedEntryPoint {
  /** `POST /orders`, or what brings the events. */
  readonly name: string;
  readonly cases: number;
  /** How many of them the function accepted, where the report says so. */
  readonly accepted?: number;
  /** Kinds of findings, each once. */
  readonly findings: readonly string[];
  /** Why it could not be run; absent where it could. */
  readonly failure?: string;
}

/** What is known of a function. */
export interface FunctionFacts {
  readonly path: string;
  readonly stack: string;
  readonly template: string;
  readonly runtime: string;
  readonly condition: Condition;
  /** What starts it. */
  readonly sources: readonly string[];
  /** Secrets that its environment names. */
  readonly secrets: readonly string[];
  /** The policy of the runtime guard; null where nothing guards it, undefined where it can't be known. */
  readonly policy?: RuntimePolicyDocument | null;
  /** What the fuzzer has left; absent where nothing is known. */
  readonly fuzz?: FuzzFacts;
  /** The software bill of materials, relative to the cloud assembly; absent where there is none. */
  readonly sbom?: string;
}

/** The workload as a drawing has it: what starts functions, the functions, and what they reach. */
export interface WorkloadMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly functions: readonly FunctionFacts[];
}

const FUNCTION = 'AWS::Lambda::Function';

/** Types that a source is, by the type that ties it to a function and the property that names it. */
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

/** What stands for a function, and is named in its place. */
const STAND_INS = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** What functions reach. */
const TARGETS = [
  'AWS::SecretsManager::Secret', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket',
  'AWS::Events::EventBus', 'AWS::Kinesis::Stream', 'AWS::StepFunctions::StateMachine', 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance',
];

/** Draws the map of what was judged; resources of the CDK's own are left out. */
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

  /** What each function's own properties name. */
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
    const policy = this.known(() => (startsGuard(fn) ? policyOf(fn)?.document : null));
    for (const host of policy?.allowedHosts ?? []) this.edge(node, this.host(host));
    return {
      path: fn.path,
      stack: stackLabel(fn.stack),
      template: fn.stack.file,
      runtime: this.known(() => fn.get('Runtime').written()) ?? (this.known(() => fn.get('Code', 'ImageUri').exists) ? 'container image' : 'not known'),
      condition: node.condition,
      sources: sources.map(({ path }) => path),
      secrets: targets.filter(({ type }) => type === 'AWS::SecretsManager::Secret').map(({ path }) => path),
      policy,
      fuzz: this.known(() => fuzzFacts(fn)),
      sbom: this.known(() => fn.attribute('Metadata').at(DEPENDENCIES_METADATA).at('sbom').string()),
    };
  }

  private sourcesOf(fn: Resource): Resource[] {
    const sources = new Set<Resource>();
    const named = [fn, ...this.workload.mentions(fn).map(({ from }) => from).filter(({ type }) => STAND_INS.includes(type))];
    for (const { from } of named.flatMap((one) => this.workload.mentions(one))) {
      if (!(from.type in TIES) || this.exempt.has(from)) continue;
      const property = TIES[from.type];
      const source = property === undefined ? from : this.known(() => from.get(property).references()[0]?.resource) ?? from;
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

  /** What a reader gives in the first scenario; undefined where it can't be known. */
  private known<T>(read: () => T): T | undefined {
    const attempt = (): T | undefined => {
      try {
        return read();
      } catch (e) {
        if (!(e instanceof Undetermined)) throw e;
        return undefined;
      }
    };
    return this.workload.scenarios.explore(attempt, 1).results[0].result;
  }
}

/** @throws Undetermined where a part of the report is known only at deployment */
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

/** The construct that people wrote, without the resource inside it and the stack around it. */
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
