import { Rejection } from './rejection';

const NAMESPACE = 'Sec3/EventValidation';

/** A rejection: location, rule, and record. */
export interface Rejected {
  readonly rejection: Rejection;
  readonly id?: string;
}

/** The maximum number of record ids in one line of the log. */
const MAX_IDS = 20;

const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME;

/** Logs the number of accepted records before the handler runs. After its response, the process may be frozen and never run again. */
export function accept(source: string, count: number, requestId: string | undefined): void {
  if (count > 0) write({ Accepted: count }, [['functionName'], ['functionName', 'source']], { source, requestId });
}

/** Logs rejections, as lines of JSON that are also metrics (embedded metric format). They contain no values of events. */
export function reject(source: string, rejected: readonly Rejected[], requestId: string | undefined): void {
  for (const [reason, group] of groupedByRule(rejected)) {
    const ids = group.flatMap(({ id }) => (id === undefined ? [] : [id]));
    write({ Rejected: group.length }, [['functionName'], ['functionName', 'source'], ['functionName', 'source', 'reason']], {
      source, reason, requestId, field: group[0].rejection.field, ...(ids.length > 0 && { ids: ids.slice(0, MAX_IDS) }),
    });
  }
}

/** Logs that a response of the handler was rejected. */
export function reportResponse(source: string, { field, rule }: Rejection, requestId: string | undefined): void {
  write({ RejectedResponses: 1 }, [['functionName'], ['functionName', 'source']], { source, reason: rule, requestId, field });
}

function groupedByRule(rejected: readonly Rejected[]): Map<string, Rejected[]> {
  const groups = new Map<string, Rejected[]>();
  for (const each of rejected) {
    const group = groups.get(each.rejection.rule);
    if (group) group.push(each);
    else groups.set(each.rejection.rule, [each]);
  }
  return groups;
}

function write(metrics: { readonly [name: string]: number }, dimensions: readonly (readonly string[])[], properties: object): void {
  const line = {
    type: 'event-validation',
    functionName,
    ...properties,
    ...metrics,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: 'Count' })) }],
    },
  };
  // The console is not used, because it adds other text.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
