import { PythonTool } from '../tools/python-tool';

/** Reads `{patterns, events}` from its argument, and prints for each pattern which events match. */
const SCRIPT = `
import json, sys
from moto.events.models import EventPattern
given = json.loads(sys.argv[1])
patterns = [EventPattern.load(json.dumps(pattern)) for pattern in given["patterns"]]
print(json.dumps([[pattern.matches_event(event) for event in given["events"]] for pattern in patterns]))
`;

/** Matches events against patterns of EventBridge by the matcher of moto. AWS's own, a Java library, is in no registry that serves it here. */
export class EventPatterns {
  private readonly python = new PythonTool('moto[events]', '5.2.5', 'python');

  /** For each pattern, which of the events match it. */
  public match(patterns: readonly unknown[], events: readonly unknown[]): boolean[][] {
    const fanned = events.map(fanOut);
    const { status, stdout, stderr } = this.python.run(['-c', SCRIPT, JSON.stringify({ patterns, events: fanned.flat() })], process.cwd());
    if (status !== 0) throw new Error(`the matcher ended with ${status}: ${stderr}`);
    return (JSON.parse(stdout) as boolean[][]).map((results) => {
      let next = 0;
      return fanned.map((variants) => results.slice(next, (next += variants.length)).includes(true));
    });
  }
}

/**
 * EventBridge looks into objects in a list, and one that matches is enough; moto's matcher does not look there. So there
 * is one event for each resource of an event.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
 */
function fanOut(event: any): unknown[] {
  const { resources } = event.detail;
  return Array.isArray(resources) ? resources.map((resource) => ({ ...event, detail: { ...event.detail, resources: resource } })) : [event];
}
