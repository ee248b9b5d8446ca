/** A case that passes through a non-proxy integration. */
import type { Judgement, Observation } from './judge/findings';
import type { Run } from './runner/handler-process';
import type { CaseKind, FuzzCase } from './targets/cases';
import { UNDECLARED, UNDECLARED_PARAMETER } from './targets/undeclared';
import { MappedIntegration } from '../inbound-events/template/mapping/integration';
import { mapAnswer, MappedRequest, mapRequest, ProxyRequest } from '../inbound-events/template/mapping/map-request';
import type { Source } from '../inbound-events/template/mapping/text';

/** The kinds of cases that the model accepts. */
const ADMITTED: ReadonlySet<CaseKind> = new Set(['valid', 'boundary']);

/** A case after its request mapping. */
export class MappedCase {
  private readonly request: ProxyRequest;
  private readonly mapped: MappedRequest;

  constructor(
    private readonly integration: MappedIntegration,
    private readonly sent: FuzzCase,
  ) {
    this.request = JSON.parse(sent.event) as ProxyRequest;
    this.mapped = mapRequest(integration, this.request);
  }

  /** The event of the function. Undefined if the function gets none. */
  public get event(): string | undefined {
    const { end, problem, text } = this.mapped;
    return end === 'rejected' || problem ? undefined : text;
  }

  /** Judges the request to the backend. Returns undefined if API Gateway rejects the request without an error. */
  public judge(isService: boolean): Judgement | undefined {
    const { mapped, sent } = this;
    if (mapped.end === 'rejected' && !mapped.problem) return undefined;
    const observations = [...this.injections(), ...this.failures(), ...this.undeclared(), ...(isService ? this.admitted() : [])];
    if (mapped.problem) return { verdict: ADMITTED.has(sent.kind) ? 'broken' : 'rejected', observations };
    return { verdict: 'accepted', observations };
  }

  /** Returns a run as callers see it after the response mapping. */
  public answered(run: Run): { readonly run: Run; readonly observations: readonly Observation[] } {
    if (run.end !== 'returned' && run.end !== 'threw') return { run, observations: [] };
    const answer = mapAnswer(this.integration, this.request, run);
    if (!answer) {
      return { run, observations: run.end === 'threw' ? [] : [observation('malformed-response', 'no response of the integration matches the result of the function', '')] };
    }
    const { status, text, problem, source } = answer;
    const written = `the output of the response template for status ${status} is not JSON: ${problem}`;
    const observations = problem === undefined ? [] : [observation('malformed-response', `${written}${of(source)}`, `${status} ${originOf(source)}`)];
    return { run: { ...run, end: 'returned', result: JSON.stringify({ statusCode: status, body: text }) }, observations };
  }

  /** Returns one observation for each place whose text breaks out. It describes the first effect. */
  private injections(): Observation[] {
    const { mapped: { breaches }, integration: { backend } } = this;
    const first = new Map([...breaches].reverse().map((breach) => [originOf(breach.source), breach]));
    return [...first].map(([place, { source, what }]) => observation('mapping-injection', `in the request to ${backend}, ${source.name} ${what}`, place));
  }

  private failures(): Observation[] {
    const { mapped: { problem, breaches, end }, integration: { backend, form }, sent } = this;
    // The injection is already reported.
    if (!problem || breaches.length > 0 || (!problem.source && !ADMITTED.has(sent.kind))) return [];
    const written = end === 'passed' ? 'the body, which no template maps,' : 'what the mapping template writes';
    const what = end === 'rejected' ? 'the mapping template fails' : `${written} for ${backend} is no ${form === 'json' ? 'JSON' : 'form'}`;
    return [observation('mapping-failed', `${what}: ${problem.message}${of(problem.source)}`, problem.source ? originOf(problem.source) : problem.message.replace(/".*"|\d+/g, ''))];
  }

  private undeclared(): Observation[] {
    const { text, end } = this.mapped;
    const found = end === 'mapped' ? [[UNDECLARED, 'a property that the model does not declare'], [UNDECLARED_PARAMETER, 'a parameter that the method does not declare']] : [];
    return found.filter(([value]) => text.includes(value)).map(([, what]) => observation('undeclared-value', `${what} gets to ${this.integration.backend}`, what));
  }

  /** Returns what gets through to a service. No function is there that could reject it. */
  private admitted(): Observation[] {
    const { sent: { kind, note }, mapped: { end, problem }, integration: { backend } } = this;
    if (problem) return [];
    if (kind === 'invalid') return [observation('invalid-admitted', note ?? 'a request that the model rejects is accepted', note?.replace(/^.* breaks /, ''))];
    if (kind === 'bypass') return [observation('unvalidated', `${note}: the body gets to ${backend}`, note)];
    const isOrder = end === 'passed' && this.request.body !== null && ['open', 'malformed'].includes(kind) && backend !== 'a web server';
    return isOrder ? [observation('unvalidated', `bodies reach ${backend} unchanged, so callers write its whole request`, 'passed')] : [];
  }
}

function observation(id: Observation['id'], message: string, cause = ''): Observation {
  return { id, message, cause: `${id} ${cause}` };
}

function of(source: Source | undefined): string {
  return source ? ` (${source.name})` : '';
}

/** Returns the origin of a text. All texts below one property of the body have the same origin. */
function originOf(source: Source | undefined): string {
  return source?.name.replace(/^\$(\.[^.[ ]*)?\S*/, '$$$1').replace(/^(a name) in \$\S*/, '$1') ?? '';
}
