import { ExpressionError, textOf } from '@libs/expressions';
import { DEVICE_STATUSES, normalizeHardwareId } from '@libs/domain';
import type { ErpPointValue } from '../erp-write-back';
import type { CompiledMapping, CompiledTarget } from './compile-mapping';
import type { MappingProblem } from './point-mapping';

/** Values of each kind, to try the way there and back. */
const SAMPLES: Readonly<Record<ErpPointValue, readonly string[]>> = {
  deviceEui: ['70-B3-D5-E7-5E-01-02-03'],
  deviceStatus: DEVICE_STATUSES,
  lastSync: ['2026-11-21T08:44:21.000Z'],
};

/** What `to` writes, `from` has to read as the same: else the same change would be made again at every synchronisation. */
export async function checkRoundTrip({ write }: CompiledMapping): Promise<readonly MappingProblem[]> {
  const problems: MappingProblem[] = [];
  for (const [value, target] of write) {
    if (target.to === undefined) continue;
    for (const sample of SAMPLES[value]) {
      const problem = await tryOne(value, target, sample);
      if (problem !== undefined) problems.push({ part: `write.${value}`, message: problem, value: sample });
    }
  }
  return problems;
}

async function tryOne(
  value: ErpPointValue,
  { field, to, from }: CompiledTarget,
  sample: string,
): Promise<string | undefined> {
  try {
    const written = textOf(await to?.evaluate({ value: sample }));
    const back = textOf(await from.evaluate(written === '' ? {} : { [field]: written }));
    const same =
      value === 'deviceEui'
        ? normalizeHardwareId(back) === normalizeHardwareId(sample)
        : value === 'lastSync'
          ? Date.parse(back) === Date.parse(sample)
          : back === sample;
    if (same) return undefined;
    return `"${sample}" is written as "${written}" and read back as "${back}"; "from" must be the way back of "to"`;
  } catch (error) {
    if (error instanceof ExpressionError) return `fails for "${sample}": ${error.message}`;
    throw error;
  }
}
