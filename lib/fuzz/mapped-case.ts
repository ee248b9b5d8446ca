/** A case on its way through an integration that is no proxy. */
import type { Judgement, Observation } from './judge/findings';
import type { Run } from './runner/handler-process';
import type { CaseKind, FuzzCase } from './targets/cases';
import { UNDECLARED, UNDECLARED_PARAMETER } from './targets/undeclared';
import { MappedIntegration } from '../inbound-events/template/mapping/integration';
import { mapAnswer, MappedRequest, mapRequest, ProxyRequest } from '../inbound-events/template/mapping/map-request';
import type { Source } from '../inbound-events/template/mapping/text';

/** What the model accepts. */
const ADMITTED: ReadonlySet<CaseKind> = new Set(['valid', 'boundary']);

/** What came of it. */
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

  /** The event of the function; undefined where none gets to it. */
  public get event(): string | undefined {
    const { end, problem, text } = this.mapped;
    return end === 'rejected' || problem ? undefined : text;
  }

  /** What there is to say of the request that the backend gets; undefined where API Gateway rejects it, as it should. */
  public judge(isService: boolean): Judgement | undefined {
    const { mapped, sent } = this;
    if (mapped.end === 'rejected' && !mapped.problem) return undefined;
    const observations = [...this.injections(), ...this.failures(), ...this.undeclared(), ...(isService ? this.admitted() : [])];
    if (mapped.problem) return { verdict: ADMITTED.has(sent.kind) ? 'broken' : 'rejected', observations };
    return { verdict: 'accepted', observations };
  }

  /** A run of the function as callers see it, by the responses of the integration. */
  public answered(run: Run): { readonly run: Run; readonly observations: readonly Observation[] } {
    if (run.end !== 'returned' && run.end !== 'threw') return { run, observations: [] };
    const answer = mapAnswer(this.integration, this.request, run);
    if (!answer) {
      return { run, observations: run.end === 'threw' ? [] : [observation('malformed-response', 'no response of the integration is for what the function returns', '')] };
    }
    const { status, text, problem, source } = answer;
    const written = `what the response template for status ${status} writes is no JSON: ${problem}`;
    const observations = problem === undefined ? [] : [observation('malformed-response', `${written}${of(source)}`, `${status} ${originOf(source)}`)];
    return { run: { ...run, end: 'returned', result: JSON.stringify({ statusCode: status, body: text }) }, observations };
  }

  /** One for each text that breaks out, by the first thing that it does. */
  private injections(): Observation[] {
    const { mapped: { breaches }, integration: { backend } } = this;
    const first = new Map([...breaches].reverse().map((breach) => [originOf(breach.source), breach]));
    return [...first].map(([place, { source, what }]) => observation('mapping-injection', `in the request to ${backend}, ${source.name} ${what}`, place));
  }

  private failures(): Observation[] {
    const { mapped: { problem, breaches, end }, integration: { backend, form }, sent } = this;
    // What a caller has broken out of is reported already.
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

  /** No function is there that could reject anything. */
  private admitted(): Observation[] {
    const { sent: { kind, note }, mapped: { end, problem }, integration: { backend } } = this;
    if (problem) return [];
    if (kind === 'invalid') return [observation('invalid-admitted', note ?? 'what the model rejects is taken', note?.replace(/^.* breaks /, ''))];
    if (kind === 'bypass') return [observation('unvalidated', `${note}: the body gets to ${backend}`, note)];
    const isOrder = end === 'passed' && this.request.body !== null && ['open', 'malformed'].includes(kind) && backend !== 'a web server';
    return isOrder ? [observation('unvalidated', `bodies get to ${backend} as they are, so that callers write all of its request`, 'passed')] : [];
  }
}

function observation(id: Observation['id'], message: string, cause = ''): Observation {
  return { id, message, cause: `${id} ${cause}` };
}

function of(source: Source | undefined): string {
  return source ? ` (${source.name})` : '';
}

/** Who wrote it: the same for all that is below one property of the body. */
function originOf(source: Source | undefined): string {
  return source?.name.replace(/^\$(\.[^.[ ]*)?\S*/, '$$$1').replace(/^(a name) in \$\S*/, '$1') ?? '';
}
