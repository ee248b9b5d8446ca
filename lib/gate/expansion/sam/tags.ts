import { entriesOf } from './values';
import type { JsonObject } from '../../../json/json-object';

/** Tags in the form of most CloudFormation resources. */
export function tagList(tags: unknown): JsonObject[] {
  return entriesOf(tags).map(([key, value]) => ({ Key: key, Value: value ?? '' }));
}

/** Tags of the resources that SAM creates for a function, a layer or an application. */
export function tagsOf(tags: unknown): JsonObject[] {
  return [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(tags)];
}
