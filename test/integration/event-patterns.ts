import { PythonTool } from '../tools/python-tool';

/** A script that reads `{patterns, events}` from its argument, and prints the matching events of each pattern. */
const SCRIPT = `
import json, sys
from moto.events.models import EventPattern
given = json.loads(sys.argv[1])
patterns = [EventPattern.load(json.dumps(pattern)) for pattern in given["patterns"]]
print(json.dumps([[pattern.matches_event(event) for event in given["events"]] for pattern in patterns]))
`;

/** Matches events with EventBridge patterns, using moto's matcher. AWS's own, a Java library, is in no registry that is available here. */
export class EventPatterns {
  private readonly python = new PythonTool('moto[events]', '5.2.5', 'python');

  /** Returns the matching events of each pattern. */
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
 * Splits an event into one for each resource. EventBridge looks into objects in a list, and one match is enough, but moto's matcher does not look
 * there. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
 */
function fanOut(event: any): unknown[] {
  const { resources } = event.detail;
  return Array.isArray(resources) ? resources.map((resource) => ({ ...event, detail: { ...event.detail, resources: resource } })) : [event];
}
