import { type Signal, signal } from '@preact/signals';
import {
  followPlan,
  itemsOf,
  type MakePlanDto,
  pagesOf,
  type PlanActionDto,
  type PlanHeadDto,
  TraplineUnreachable,
} from '@trapline/client';
import { trapline } from '../api.ts';
import { connection } from './connection.ts';
import { PlanActionList } from './plan-action-list.ts';

const PLAN = '/api/v1/erp/sync/plans/{id}';
const PAGE = 1_000;

/** One plan on the screen: what it would do, how far it is, and what became of it. */
export class PlanRun {
  readonly id: string;
  readonly head: Signal<PlanHeadDto>;
  readonly actions: PlanActionList;
  /** How many actions of a draft have a high risk. */
  readonly risky = signal(0);
  /** Waiting for the connection; it goes on by itself. */
  readonly lost = signal(false);
  private readonly left = new AbortController();
  private following: Promise<void> | undefined;
  private told = 0;

  private constructor(head: PlanHeadDto) {
    this.id = head.id;
    this.head = signal(head);
    this.actions = new PlanActionList(head.id, () => this.head.peek());
  }

  /** Compares both sides and makes a draft. Changes nothing. */
  static async make(body: MakePlanDto): Promise<PlanRun> {
    return new PlanRun((await trapline.POST('/api/v1/erp/sync/plans', { body })).data);
  }

  /** A draft that restores what a plan has changed. */
  static async undoing(id: string): Promise<PlanRun> {
    const { data } = await trapline.POST('/api/v1/erp/sync/plans/{id}/undo', { params: { path: { id } } });
    return new PlanRun(data);
  }

  /** One that there is. */
  static async open(id: string): Promise<PlanRun> {
    return new PlanRun(await readHead(id));
  }

  /** Counts what has a high risk, where nothing has been decided yet. */
  async weigh(): Promise<void> {
    if (this.head.peek().status !== 'draft') return;
    const query = { status: ['pending' as const], risk: ['high' as const], limit: PAGE };
    let count = 0;
    for await (const { actions } of pagesOf(trapline, PLAN, { path: { id: this.id }, query })) {
      count += actions.length;
    }
    this.risky.value = count;
  }

  /** All actions, in the order in which they are applied. */
  every(): AsyncIterable<PlanActionDto> {
    return itemsOf(trapline, PLAN, 'actions', { path: { id: this.id }, query: { limit: PAGE } });
  }

  /** Reads how it stands now. */
  async look(): Promise<void> {
    await this.unlessTold(() => readHead(this.id));
  }

  /** Lets it be applied, and follows it until it has ended. A connection that breaks is waited for. */
  async apply(): Promise<void> {
    const params = { path: { id: this.id } };
    const begun = await this.persist(
      async () => (await trapline.POST('/api/v1/erp/sync/plans/{id}/apply', { params, body: {} })).data,
    );
    this.tell(begun);
    await this.follow();
  }

  /** Until it has ended, or nobody looks at it any more. */
  follow(): Promise<void> {
    this.following ??= this.followed().finally(() => {
      this.following = undefined;
    });
    return this.following;
  }

  /** Its progress is told as it happens. */
  get isFollowed(): boolean {
    return this.following !== undefined;
  }

  /** Nobody looks at it any more: what goes on goes on unseen. */
  leave(): void {
    this.left.abort();
  }

  async pause(): Promise<void> {
    const params = { path: { id: this.id } };
    await this.unlessTold(
      async () => (await trapline.POST('/api/v1/erp/sync/plans/{id}/pause', { params })).data,
    );
  }

  async resume(): Promise<void> {
    const params = { path: { id: this.id } };
    await this.unlessTold(
      async () => (await trapline.POST('/api/v1/erp/sync/plans/{id}/resume', { params })).data,
    );
  }

  /** What has been applied stays; the rest never will be. It is asked for even by a page that is being left. */
  async cancel(): Promise<void> {
    const init = { params: { path: { id: this.id } }, keepalive: true };
    await this.unlessTold(async () => (await trapline.POST('/api/v1/erp/sync/plans/{id}/cancel', init)).data);
  }

  private async followed(): Promise<void> {
    const onState = (state: 'open' | 'lost'): void => {
      this.lost.value = state === 'lost';
    };
    for await (const head of followPlan(trapline, this.id, { onState, signal: this.left.signal })) {
      this.lost.value = false;
      this.tell(head);
    }
  }

  /** An answer that was overtaken by what the stream has told says how the plan stood before. */
  private async unlessTold(ask: () => Promise<PlanHeadDto>): Promise<void> {
    const { told } = this;
    const head = await ask();
    if (told === this.told) this.tell(head);
  }

  private tell(head: PlanHeadDto): void {
    this.told += 1;
    this.head.value = head;
  }

  /** For calls that may be repeated. */
  private async persist<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof TraplineUnreachable)) throw error;
        this.lost.value = true;
        await connection();
        this.lost.value = false;
      }
    }
  }
}

async function readHead(id: string): Promise<PlanHeadDto> {
  const { data } = await trapline.GET(PLAN, {
    params: { path: { id }, query: { limit: 1 } },
    headers: { Accept: 'application/json' },
  });
  return data;
}
