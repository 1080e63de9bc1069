import { signal } from '@preact/signals';
import { itemsOf, type PlanActionDto, type PlanHeadDto } from '@trapline/client';
import { trapline } from '../api.ts';
import { GrowingList } from './growing-list.ts';

export type ActionStatus = PlanActionDto['status'];

const SHOWN = 50;
const PAGE = 1_000;

/** What needs a look comes first. */
const ORDER: readonly ActionStatus[] = ['failed', 'refused', 'pending', 'applied', 'undone', 'skipped'];

/** The actions of a plan as somebody goes through them. */
export class PlanActionList extends GrowingList<PlanActionDto> {
  /** The status that they have to be in; undefined for any. */
  readonly only = signal<ActionStatus | undefined>(undefined);

  constructor(id: string, head: () => PlanHeadDto) {
    super(SHOWN, (limit) => inOrder(id, this.only.peek() ?? statusesIn(head()), limit));
  }

  choose(status: ActionStatus | undefined): void {
    this.only.value = status;
    void this.restart();
  }
}

/** Statuses that actions of the plan are in. */
export function statusesIn({ progress }: PlanHeadDto): readonly ActionStatus[] {
  return ORDER.filter((status) => (progress[status] ?? 0) > 0);
}

async function* inOrder(
  id: string,
  statuses: ActionStatus | readonly ActionStatus[],
  limit: number,
): AsyncGenerator<PlanActionDto> {
  // What changes its status in between would come twice.
  const given = new Set<string>();
  for (const status of [statuses].flat()) {
    const query = { status: [status], limit: Math.min(limit, PAGE) };
    for await (const action of itemsOf(trapline, '/api/v1/erp/sync/plans/{id}', 'actions', {
      path: { id },
      query,
    })) {
      if (given.has(action.id)) continue;
      given.add(action.id);
      yield action;
    }
  }
}
