import type { PlanActionDto, PlanHeadDto } from '@trapline/client';
import type { PlanStatus } from '../data/plans.ts';
import { number, t } from '../messages.ts';

/** How a status looks. */
export const PLAN_TONES = {
  draft: 'info',
  applying: 'info',
  paused: 'warn',
  applied: 'good',
  failed: 'bad',
  cancelled: 'off',
} as const satisfies Readonly<Record<PlanStatus, string>>;

/** `Create the device: 31 · Change the device: 2` */
export function kindsOf({ summary }: PlanHeadDto): string {
  const kinds = Object.entries(summary) as [PlanActionDto['kind'], number][];
  return kinds.map(([kind, n]) => `${t(`action.${kind}`)}: ${number(n)}`).join(' · ');
}

/** Who has made it: a name, or what has. */
export function makerOf({ trigger, created_by: who }: PlanHeadDto): string {
  return trigger === 'request' ? who : t(`plans.by.${trigger}`);
}
