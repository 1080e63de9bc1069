import type { BrowserContext, Route } from 'playwright-core';
import { ScriptedTimes } from './scripted-times';

/** What the clock of every picture says. */
export const PICTURED_AT = new Date('2026-03-02T09:04:00Z');

/** Measured anew at each start, and no part of what a picture is about. */
const FIXED: Readonly<Record<string, number>> = {
  age_seconds: 38,
  uptime_seconds: 4 * 3600,
  hit_rate: 0.98,
  size_bytes: 214_000,
};
const GOOD_CALLS: Readonly<Record<string, number>> = { auth: 5, discovery: 4, read: 61, write: 12, erp: 9 };
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const RUN_TIMES: readonly string[] = ['started_at', 'ended_at'];
const BETWEEN_RUNS_MS = 120_000;

/**
 * Lets a page show the same moment in every picture: times of the invented world keep their distance to now, what has
 * happened since the start has happened just now, and what is measured has one value.
 * @param began when the demo began; the instant that its world counts back from
 */
export async function settleAnswers(context: BrowserContext, began: Date): Promise<void> {
  const times = new ScriptedTimes();
  await context.route(/\/api\/v1\/(?!.*\bevents$)|\/health$/, (route) => answerSettled(route, began));
  await context.route(/\/metrics$/, (route) =>
    route.fulfill({ contentType: 'text/plain', body: times.next() }),
  );
}

async function answerSettled(route: Route, began: Date): Promise<void> {
  if (route.request().method() !== 'GET') return route.continue();
  const response = await route.fetch();
  const isJson = (response.headers()['content-type'] ?? '').includes('json');
  if (!isJson) return route.fulfill({ response });
  const settled = settle(await response.json(), began.getTime(), PICTURED_AT.getTime());
  return route.fulfill({ response, json: settled });
}

/** Runs in a list are told apart by two minutes each, newest first. */
function settle(value: unknown, began: number, runAt: number): unknown {
  if (Array.isArray(value)) {
    return value.map((each, i) =>
      settle(each, began, 'trigger' in Object(each) ? runAt - i * BETWEEN_RUNS_MS : runAt),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  const { name: breaker } = value as { readonly name?: unknown };
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => {
      if (name === 'successes' && typeof breaker === 'string') return [name, GOOD_CALLS[breaker] ?? 0];
      if (name === 'correlation_id' && each !== null) return [name, '7f31c2d5-4be0-4a6e-9a53-2c1d0e5f6a7b'];
      if (typeof each === 'number') return [name, FIXED[name] ?? each];
      if (typeof each !== 'string' || !ISO.test(each)) return [name, settle(each, began, runAt)];
      const ageMs = began - Date.parse(each);
      if (RUN_TIMES.includes(name)) return [name, new Date(runAt).toISOString()];
      return [name, new Date(PICTURED_AT.getTime() - Math.max(0, ageMs)).toISOString()];
    }),
  );
}
