/** Counts how often each key was added and not removed. */
export class Counts<K> {
  private readonly counts = new Map<K, number>();

  /** @returns whether the key is new */
  public add(key: K): boolean {
    const count = this.counts.get(key) ?? 0;
    this.counts.set(key, count + 1);
    return count === 0;
  }

  /** @returns whether the key is gone */
  public remove(key: K): boolean {
    const count = this.counts.get(key)!;
    if (count > 1) this.counts.set(key, count - 1);
    else this.counts.delete(key);
    return count === 1;
  }

  public has(key: K): boolean {
    return this.counts.has(key);
  }

  public keys(): Iterable<K> {
    return this.counts.keys();
  }

  public get size(): number {
    return this.counts.size;
  }
}
