/** How the template of a function says that the event validator stands before its handler. */
import type { Property, Resource, Workload } from '../../gate';

/** The folder of the validator in its layer. */
export const VALIDATOR_FOLDER = 'sec3-event-validator';

/** The handler of a validated function, which loads its own. */
export const VALIDATOR_HANDLER = `/opt/${VALIDATOR_FOLDER}/handler.handler`;

/** The variable that names the handler of the function. */
export const HANDLER_VARIABLE = 'SEC3_EVENT_HANDLER';

/** The variable with the URL of the queue for what is invalid. */
export const QUARANTINE_VARIABLE = 'SEC3_EVENT_QUARANTINE';

/** The variable that lists the sources which a function has schemas for, such as `sqs,sns`. */
export const SOURCES_VARIABLE = 'SEC3_EVENT_SOURCES';

/** Whether the validator holds events of a source against a schema before the function gets them. */
export function validates(fn: Resource, source: string): boolean {
  if (fn.get('Handler').string() !== VALIDATOR_HANDLER) return false;
  return (fn.get('Environment', 'Variables', SOURCES_VARIABLE).string() ?? '').split(',').includes(source);
}

/** The function that a property names, by itself or by a version or alias; undefined where it is not part of the check. */
export function functionAt(at: Property, workload: Workload): Resource | undefined {
  for (const { resource } of at.references()) {
    if (resource.type === 'AWS::Lambda::Function') return resource;
    if (['AWS::Lambda::Alias', 'AWS::Lambda::Version'].includes(resource.type)) return functionAt(resource.get('FunctionName'), workload);
  }
  return undefined;
}
