/** Items by a key that is nearly always unique: one alone is kept without an array around it. An empty key is no key. */
export class Lookup<T extends object> {
  private readonly entries = new Map<string, T | T[]>();

  get(key: string): readonly T[] {
    const entry = this.entries.get(key);
    if (entry === undefined) return [];
    return Array.isArray(entry) ? entry : [entry];
  }

  add(key: string, item: T): void {
    if (key === '') return;
    const entry = this.entries.get(key);
    if (entry === undefined) this.entries.set(key, item);
    else if (Array.isArray(entry)) entry.push(item);
    else this.entries.set(key, [entry, item]);
  }

  delete(key: string, item: T): void {
    const rest = this.get(key).filter((other) => other !== item);
    const [first] = rest;
    if (first === undefined) this.entries.delete(key);
    else this.entries.set(key, rest.length === 1 ? first : [...rest]);
  }
}
