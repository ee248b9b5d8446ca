import { child, isOpenApi3, pathItems, type Draft } from './open-api';
import { isGiven, mapOf } from './values';

/** Moves SAM's Swagger 2 parts to their OpenAPI 3 locations, if the document has that version. */
export function toOpenApi3(document: Draft, wanted: unknown): Draft {
  if (document.swagger !== undefined) return document;
  if (!isOpenApi3(wanted ?? document.openapi)) return document;
  move(document, 'securityDefinitions', 'securitySchemes');
  move(document, 'definitions', 'schemas');
  for (const { item } of pathItems(document)) {
    const options = mapOf(item.options) as Draft | undefined;
    if (!options) continue;
    delete options.consumes;
    delete options.produces;
    const answer = mapOf(mapOf(options.responses)?.['200']) as Draft | undefined;
    const headers = mapOf(answer?.headers);
    if (answer && headers) answer.headers = Object.fromEntries(Object.entries(headers).map(([name, schema]) => [name, { schema }]));
  }
  return document;
}

function move(document: Draft, from: string, to: string): void {
  if (!isGiven(document[from])) return;
  child(document, 'components')[to] = document[from];
  delete document[from];
}
