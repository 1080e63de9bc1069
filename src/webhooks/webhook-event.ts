export const WEBHOOK_EVENTS = ['gap.digest', 'gap.run_failed', 'gap.threshold_passed'] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** What has happened; `data` is as the documentation of the type says, in the names of the API. */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  /** When it happened, ISO 8601 UTC. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}
