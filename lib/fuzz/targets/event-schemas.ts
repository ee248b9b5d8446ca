/** The schemas with which a function's validator validates events of queues, streams, topics, buckets and buses. */
import type { EntryPoint } from './entry-points';
import type { Property, Resource } from '../../gate';
import { selectsEvent } from '../../inbound-events/template/event-sources';
import { recordedRequests, recordedSchemas } from '../../inbound-events/template/recorded-events';
import { RecordedSchema } from '../../inbound-events/template/validated-function';

type Own = Partial<Pick<EntryPoint, 'schema' | 'payload' | 'envelope' | 'notes'>>;

/** Events of a bus, and their schema. */
export type BusEvents = Own & Required<Pick<EntryPoint, 'source' | 'detailType'>>;

/** Returns the schema of a source, and the format of its payloads. Empty for a function without the validator. */
export function eventSchema(fn: Resource, source: string): Own {
  const found = recordedSchemas(fn).find((each) => each.source === source);
  return found ? ownOf(found) : withoutSchema(fn, source);
}

/**
 * Returns the events that a rule of EventBridge sends to a function: those of each schema that the rule may select, because the validator rejects all
 * others. Without such a schema, it returns one kind of event that the pattern names.
 *
 * @param pattern the `EventPattern` of the rule
 */
export function busEvents(pattern: Property, fn: Resource): readonly BusEvents[] {
  const found = recordedSchemas(fn).filter((each) => each.source === 'eventBridge' && selectsEvent(pattern, each));
  if (found.length > 0) return found.map((each) => ({ source: each.eventSource!, detailType: each.detailType!, ...ownOf(each) }));
  const first = (key: string, other: string) => pattern.document().at(key).items().map((each) => each.literal())[0] ?? other;
  return [{ source: first('source', 'sec3.fuzz'), detailType: first('detail-type', 'Sec3Fuzz'), ...withoutSchema(fn, 'eventBridge') }];
}

function ownOf({ schema, payload, envelope }: RecordedSchema): Own {
  return { schema: JSON.parse(schema), payload, envelope };
}

/** Returns a note if the function's validator has schemas, but none for these events. */
function withoutSchema(fn: Resource, source: string): Own {
  const others = [...new Set([...recordedSchemas(fn), ...recordedRequests(fn)].map((each) => each.source))];
  if (others.length === 0) return {};
  if (others.includes('direct')) return { notes: [`the function’s validator validates these ${source} events by its schema of direct events, by which no cases are made`] };
  return { notes: [`the function’s validator rejects all of these ${source} events: none of its schemas (${others.join(', ')}) applies to them`] };
}
