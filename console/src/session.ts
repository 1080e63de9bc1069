import { computed, signal } from '@preact/signals';
import { type AuthStatusDto, TraplineProblem } from '@trapline/client';
import { sessionEnded, trapline } from './api.ts';

/** Who is logged in; null for nobody, undefined until that is known. */
export const caller = signal<AuthStatusDto | null | undefined>(undefined);

/** May change devices. The server decides; this only spares people buttons that would be refused. */
export const mayWrite = computed(() => caller.value?.role === 'operator' || caller.value?.role === 'admin');
export const isAdmin = computed(() => caller.value?.role === 'admin');

export type Credentials =
  { readonly username: string; readonly password: string } | { readonly api_key: string };

/** @throws TraplineUnreachable, and TraplineProblem for anything but "nobody" */
export async function recognise(): Promise<void> {
  try {
    const { data } = await trapline.GET('/api/v1/auth/status');
    caller.value = data;
  } catch (error) {
    if (!(error instanceof TraplineProblem) || error.status !== 401) throw error;
    caller.value = null;
  } finally {
    sessionEnded.value = false;
  }
}

/** @throws TraplineProblem, with status 401 for wrong credentials */
export async function logIn(credentials: Credentials): Promise<void> {
  const { data } = await trapline.POST('/api/v1/auth/session', { body: credentials });
  caller.value = data;
  sessionEnded.value = false;
}

export async function logOut(): Promise<void> {
  try {
    await trapline.DELETE('/api/v1/auth/session', {
      params: { header: { 'x-trapline-client': 'console' } },
    });
  } catch (error) {
    if (!(error instanceof TraplineProblem) || error.status !== 401) throw error;
  }
  sessionEnded.value = false;
  caller.value = null;
}
