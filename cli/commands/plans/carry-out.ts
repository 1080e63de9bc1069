import { followPlan, type PlanHeadDto, type Trapline } from '../../../clients/typescript/src/index.ts';
import { UsageError } from '../../errors';
import { EXIT, type ExitStatus } from '../../exit-status';
import { confirm } from '../../login/prompt';
import { progressBar } from '../../output/progress';
import type { Session } from '../../session';
import { diffLines } from './plan-diff';
import { countsOf, printDocument, printResults } from './plan-results';

/** @throws UsageError where somebody would have to be asked and nobody can be */
export function requireConsent({ host }: Session, yes: boolean | undefined): void {
  if (yes === true || host.stdin.isTTY) return;
  throw new UsageError(
    'applying needs --yes where nobody can be asked',
    'See first what `trapline plan` shows.',
  );
}

/**
 * Asks, unless told not to, applies a plan, follows it to its end and tells what became of each action.
 * @throws UsageError when the answer is no; a draft is called off then
 */
export async function carryOut(
  session: Session,
  trapline: Trapline,
  plan: PlanHeadDto,
  yes: boolean | undefined,
): Promise<ExitStatus> {
  const { output, host } = session;
  const params = { path: { id: plan.id } };
  const { pending = 0, failed = 0 } = plan.progress;
  if (pending + failed === 0) {
    if (output.json) await printDocument(output, trapline, plan);
    else await printResults(output, trapline, plan);
    output.note(`Nothing is left to apply in ${plan.id}.`);
    return exitOf(plan);
  }
  if (yes !== true) {
    for await (const line of diffLines(trapline, plan.id, output.errorStyle)) output.note(line);
    if (!(await confirm(host, `Apply ${pending + failed} of these actions?`))) {
      if (plan.status === 'draft') await trapline.POST('/api/v1/erp/sync/plans/{id}/cancel', { params });
      throw new UsageError('nothing was changed');
    }
  }
  await trapline.POST('/api/v1/erp/sync/plans/{id}/apply', { params, body: {} });
  const ended = await followed(session, trapline, plan);
  if (output.json) await printDocument(output, trapline, ended);
  else await printResults(output, trapline, ended);
  output.note(`${countsOf(ended)}. ${ended.note === '' ? wordsAfter(ended) : ended.note}`);
  return exitOf(ended);
}

/** Shows how far it is until it has ended, is paused, or nothing has been heard for longer than --timeout. */
async function followed(session: Session, trapline: Trapline, plan: PlanHeadDto): Promise<PlanHeadDto> {
  const { host, output, options } = session;
  const progress = progressBar(host, 'applying');
  const gaveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let now = plan;
  let note = plan.note;
  const show = (what?: string): void => {
    const { pending = 0, applied = 0, refused = 0, failed = 0, undone = 0 } = now.progress;
    const done = applied + refused + failed + undone;
    progress.at(done, done + pending, what);
  };
  const onState = (state: 'open' | 'lost', reason?: unknown): void => {
    if (state === 'open') return;
    show('waiting for the connection');
    timer ??= setTimeout(() => {
      gaveUp.abort(reason);
    }, options.timeout * 1000);
  };
  try {
    show();
    const signal = AbortSignal.any([session.signal, gaveUp.signal]);
    for await (now of followPlan(trapline, plan.id, { signal, onState })) {
      clearTimeout(timer);
      timer = undefined;
      if (now.status === 'paused') break;
      if (now.note !== note && now.note !== '' && now.status === 'applying') {
        progress.end();
        output.note(now.note);
      }
      ({ note } = now);
      show();
    }
    signal.throwIfAborted();
    return now;
  } catch (error) {
    progress.end();
    output.note(`The plan goes on without this command; \`trapline apply ${plan.id}\` follows it.`);
    throw error;
  } finally {
    clearTimeout(timer);
    progress.end();
  }
}

function wordsAfter({ id, undoes, progress }: PlanHeadDto): string {
  return undoes === null && (progress.applied ?? 0) > 0 ? `\`trapline undo ${id}\` takes it back.` : '';
}

/** What is skipped was never part of a plan; an undo that skips something leaves it as it is. */
function exitOf({ status, undoes, progress }: PlanHeadDto): ExitStatus {
  const { failed = 0, refused = 0, skipped = 0 } = progress;
  const isWhole = failed + refused + (undoes === null ? 0 : skipped) === 0;
  return isWhole && status !== 'failed' && status !== 'paused' && status !== 'cancelled'
    ? EXIT.ok
    : EXIT.failed;
}
