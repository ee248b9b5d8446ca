import * as fc from 'fast-check';
import { casesOf } from '../../lib/fuzz/targets/cases';
import { NO_WORDS } from '../../lib/fuzz/targets/dictionary';
import { mapRequest } from '../../lib/inbound-events/template/mapping/map-request';
import { CLEAN_TEMPLATES, templateEntryPoint } from '../../test/fuzz/planted/templates';

const CASES = 300;
const ROUNDS = 7;

/**
 * Returns how many milliseconds a mapping template takes for a request, and how many it takes to parse and serialize the request as JSON. Both are
 * from the fastest of several rounds.
 */
export function templateCost(): { readonly mapped: number; readonly json: number } {
  const samples = CLEAN_TEMPLATES.map(templateEntryPoint).flatMap((entryPoint) => {
    const { arbitrary } = casesOf(entryPoint, NO_WORDS);
    const reaching = fc.sample(arbitrary, { numRuns: CASES, seed: 1 }).filter(({ reaches }) => reaches);
    return reaching.map(({ event }) => ({ integration: entryPoint.integration!, event, request: JSON.parse(event) }));
  });
  const each = (work: (sample: (typeof samples)[number]) => unknown) => {
    const start = performance.now();
    for (const sample of samples) work(sample);
    return (performance.now() - start) / samples.length;
  };
  let [mapped, json] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    mapped = Math.min(mapped, each(({ integration, request }) => mapRequest(integration, request)));
    json = Math.min(json, each(({ event }) => JSON.stringify(JSON.parse(event))));
  }
  return { mapped, json };
}
