import { canonical } from './canonical-json';

/** Whether no two values of a list of JSON are the same. The work grows with the size of the list, whatever is in it. */
export default function areUnique(values: readonly unknown[]): boolean {
  return new Set(values.map(canonical)).size === values.length;
}
