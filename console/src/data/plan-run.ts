import { type Signal, signal } from '@preact/signals';
import {
  followPlan,
  itemsOf,
  type MakePlanDto,
  type PlanActionDto,
  type PlanHeadDto,
  TraplineUnreachable,
} from '@trapline/client';
import { trapline } from '../api.ts';
import { connection } from './connection.ts';

const PAGE = 1_000;

/** One plan on the screen: what it would do, how far it is, and what became of it. */
export class PlanRun {
  readonly id: string;
  readonly head: Signal<PlanHeadDto>;
  /** In the order in which they are applied. */
  readonly actions = signal<readonly PlanActionDto[]>([]);
  /** Waiting for the connection; it goes on by itself. */
  readonly lost = signal(false);

  private constructor(head: PlanHeadDto) {
    this.id = head.id;
    this.head = signal(head);
  }

  /** Compares both sides and makes a draft. Changes nothing. */
  static async make(body: MakePlanDto): Promise<PlanRun> {
    return PlanRun.of((await trapline.POST('/api/v1/erp/sync/plans', { body })).data);
  }

  /** A draft that restores what a plan has changed. */
  static async undoing(id: string): Promise<PlanRun> {
    const { data } = await trapline.POST('/api/v1/erp/sync/plans/{id}/undo', { params: { path: { id } } });
    return PlanRun.of(data);
  }

  private static async of(head: PlanHeadDto): Promise<PlanRun> {
    const run = new PlanRun(head);
    await run.readActions();
    return run;
  }

  /** Lets it be applied, and follows it until it has ended. A connection that breaks is waited for. */
  async apply(): Promise<void> {
    const params = { path: { id: this.id } };
    this.head.value = await this.persist(
      async () => (await trapline.POST('/api/v1/erp/sync/plans/{id}/apply', { params, body: {} })).data,
    );
    await this.follow();
  }

  /** Until it has ended. */
  async follow(): Promise<void> {
    const onState = (state: 'open' | 'lost'): void => {
      this.lost.value = state === 'lost';
    };
    for await (const head of followPlan(trapline, this.id, { onState })) {
      this.lost.value = false;
      this.head.value = head;
    }
    await this.persist(() => this.readActions());
  }

  async pause(): Promise<void> {
    const params = { path: { id: this.id } };
    this.head.value = (await trapline.POST('/api/v1/erp/sync/plans/{id}/pause', { params })).data;
  }

  async resume(): Promise<void> {
    const params = { path: { id: this.id } };
    this.head.value = (await trapline.POST('/api/v1/erp/sync/plans/{id}/resume', { params })).data;
  }

  /** What has been applied stays; the rest never will be. It is asked for even by a page that is being left. */
  async cancel(): Promise<void> {
    const init = { params: { path: { id: this.id } }, keepalive: true };
    this.head.value = (await trapline.POST('/api/v1/erp/sync/plans/{id}/cancel', init)).data;
  }

  private async readActions(): Promise<void> {
    const actions: PlanActionDto[] = [];
    const init = { path: { id: this.id }, query: { limit: PAGE } };
    for await (const action of itemsOf(trapline, '/api/v1/erp/sync/plans/{id}', 'actions', init)) {
      actions.push(action);
    }
    this.actions.value = actions;
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
