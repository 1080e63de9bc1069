import { planHasEnded } from '@trapline/client';
import { troubleOf } from '../api.ts';
import { onEvent } from '../data/live.ts';
import { PlanRun } from '../data/plan-run.ts';
import { compareNow } from '../data/reports.ts';
import { t } from '../messages.ts';
import { go, route } from '../router.ts';
import { say } from '../ui/toasts.tsx';

/** Plans that were applied here and that nobody follows any more. */
const left = new Set<string>();

/** Tells when the plan has ended, and compares both sides then. */
export function awaitEnd(id: string): void {
  left.add(id);
}

onEvent((event) => {
  if (event.type === 'run_ended' && left.has(event.run_id)) void lookAfter(event.run_id);
  // Nobody has told what happened meanwhile.
  if (event.type === 'read_anew') for (const id of left) void lookAfter(id);
});

async function lookAfter(id: string): Promise<void> {
  try {
    const { head } = await PlanRun.open(id);
    if (!planHasEnded(head.value) || !left.delete(id)) return;
    const isGood = head.value.status === 'applied';
    if (route.value.plan !== id) {
      const action = {
        label: t('plans.see-it'),
        run: () => {
          go(`/plans/${id}`);
        },
      };
      say(t(isGood ? 'plans.ended' : 'plans.ended.badly'), { tone: isGood ? 'good' : 'bad', action });
    }
    await compareNow();
  } catch (error) {
    say(`${t('plan.not-compared')} ${troubleOf(error).detail}`, { tone: 'bad' });
  }
}
