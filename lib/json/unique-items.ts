import { canonical } from './canonical-json';

/** Checks whether all values of a JSON array are different. The work grows with the size of the array, not with its content. */
export default function areUnique(values: readonly unknown[]): boolean {
  return new Set(values.map(canonical)).size === values.length;
}
