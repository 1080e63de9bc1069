/** The fields that an expression reads of a record, and those that it reads of what they lead to. */
export class FieldTree {
  private readonly branches = new Map<string, FieldTree>();

  /** The field, which counts as read from now on. */
  read(name: string): FieldTree {
    const branch = this.branches.get(name) ?? new FieldTree();
    this.branches.set(name, branch);
    return branch;
  }

  names(): readonly string[] {
    return [...this.branches.keys()];
  }

  entries(): Iterable<readonly [name: string, fields: FieldTree]> {
    return this.branches.entries();
  }

  get isEmpty(): boolean {
    return this.branches.size === 0;
  }

  /** How many steps the longest way has: 1 for fields of the record itself. */
  get depth(): number {
    return Math.max(0, ...[...this.branches.values()].map((branch) => branch.depth + 1));
  }

  /** Takes over what another expression reads. */
  add(other: FieldTree): this {
    for (const [name, fields] of other.entries()) this.read(name).add(fields);
    return this;
  }
}
