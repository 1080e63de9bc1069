import type { ThreadStore } from './schema';
import type { Major } from './version';

interface Thread {
  readonly messages: number[];
  readonly followers: { readonly id: number; readonly partner: number }[];
}

/** Ids already used by a freshly installed server before its first product; measured, differs by version. */
const USED_MESSAGES: Readonly<Record<Major, number>> = { 16: 1, 17: 2, 18: 6, 19: 75 };
const USED_FOLLOWERS: Readonly<Record<Major, number>> = { 16: 0, 17: 0, 18: 1, 19: 3 };

/** Ids of messages and followers of records (`mail.message`, `mail.followers`); the texts are not kept. */
export class Threads implements ThreadStore {
  private readonly threads = new Map<string, Thread>();
  private lastMessage: number;
  private lastFollower: number;

  constructor(
    major: Major,
    private readonly onRollback: (undo: () => void) => void,
  ) {
    this.lastMessage = USED_MESSAGES[major];
    this.lastFollower = USED_FOLLOWERS[major];
  }

  open(model: string, id: number, partner: number): void {
    this.lastFollower += 1;
    const thread: Thread = { messages: [], followers: [{ id: this.lastFollower, partner }] };
    const key = keyOf(model, id);
    this.threads.set(key, thread);
    this.onRollback(() => this.threads.delete(key));
    this.post(model, id);
  }

  post(model: string, id: number): number {
    this.lastMessage += 1;
    const message = this.lastMessage;
    const messages = this.threads.get(keyOf(model, id))?.messages;
    messages?.unshift(message);
    this.onRollback(() => messages?.splice(messages.indexOf(message), 1));
    return message;
  }

  messagesOf(model: string, id: number): readonly number[] {
    return this.threads.get(keyOf(model, id))?.messages ?? [];
  }

  followersOf(model: string, id: number): Thread['followers'] {
    return this.threads.get(keyOf(model, id))?.followers ?? [];
  }
}

function keyOf(model: string, id: number): string {
  return `${model},${String(id)}`;
}
