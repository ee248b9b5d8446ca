import type { Draft } from './open-api';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { mapOf } from './values';
import { UnreadableInput } from '../../templates/unreadable-input';

/** Returns the document in a local file that a property names; unreadable files are recorded. */
export function readDocument(of: SamResource, property: string, expansion: SamExpansion): Draft | undefined {
  const location = of.properties[property];
  const at = `Properties.${property}`;
  if (typeof location !== 'string') {
    expansion.gap(of, at, 'the name of the document is known only at deployment');
    return undefined;
  }
  try {
    const data = expansion.files.data(location);
    const document = mapOf(data.value);
    if (!document) throw new UnreadableInput(location, 'contains no document');
    expansion.files.bringIn(data, of.inherited.get(at) ?? `Resources.${of.logicalId}.${at}`);
    return document as Draft;
  } catch (e) {
    if (!(e instanceof UnreadableInput)) throw e;
    expansion.gap(of, at, e.message);
    return undefined;
  }
}
