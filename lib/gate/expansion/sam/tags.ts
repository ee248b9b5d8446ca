import { entriesOf } from './values';
import type { JsonObject } from '../../../json/json-object';

/** Tags as most resources of CloudFormation have them. */
export function tagList(tags: unknown): JsonObject[] {
  return entriesOf(tags).map(([key, value]) => ({ Key: key, Value: value ?? '' }));
}

/** Tags of what SAM makes for a function, a layer or an application. */
export function tagsOf(tags: unknown): JsonObject[] {
  return [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(tags)];
}
