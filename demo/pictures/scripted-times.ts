interface Operation {
  readonly system: string;
  readonly operation: string;
  readonly meanMs: number;
  /** Between two looks. */
  readonly calls: number;
}

const OPERATIONS: readonly Operation[] = [
  { system: 'microshare', operation: 'discovery', meanMs: 1510, calls: 0 },
  { system: 'microshare', operation: 'read', meanMs: 128, calls: 3 },
  { system: 'microshare', operation: 'write', meanMs: 187, calls: 2 },
  { system: 'odoo', operation: 'erp', meanMs: 44, calls: 1 },
];
/** How a look differs from the mean, in percent. */
const DRIFT = [4, -3, 7, 12, 5, -6, -11, -4, 2, 9, 21, 34, 18, 6, -2, -8, -5, 3, 8, 1];
const BOUNDS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Response times for the chart of the health page, which are never the same twice when they are measured. */
export class ScriptedTimes {
  private look = 0;
  private readonly sums = new Map<string, { calls: number; sum: number }>();

  /** The next look, in the format of `/metrics`. */
  next(): string {
    const drift = 1 + (DRIFT[this.look % DRIFT.length] ?? 0) / 100;
    this.look += 1;
    return OPERATIONS.flatMap(({ system, operation, meanMs, calls }, i) => {
      const sums = this.sums.get(operation) ?? { calls: 4, sum: (4 * meanMs) / 1000 };
      // Not all of them rise and fall together.
      const own = i % 2 === 0 ? drift : 2 - drift;
      this.sums.set(operation, { calls: sums.calls + calls, sum: sums.sum + (calls * own * meanMs) / 1000 });
      const labels = `system="${system}",operation="${operation}"`;
      return [
        ...BOUNDS_S.map(
          (bound) =>
            `upstream_call_seconds_bucket{le="${bound}",${labels}} ${bound * 1000 > meanMs * 1.4 ? sums.calls : 0}`,
        ),
        `upstream_call_seconds_bucket{le="+Inf",${labels}} ${sums.calls}`,
        `upstream_call_seconds_sum{${labels}} ${sums.sum}`,
        `upstream_call_seconds_count{${labels}} ${sums.calls}`,
      ];
    }).join('\n');
  }
}
