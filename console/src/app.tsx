import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { sessionEnded, type Trouble, troubleOf } from './api.ts';
import { t } from './messages.ts';
import { LoginPage } from './pages/login/login-page.tsx';
import { LoginForm } from './pages/login/login-form.tsx';
import { go, path, query, route, withQuery } from './router.ts';
import { caller, recognise } from './session.ts';
import { Shell } from './shell.tsx';
import { Modal } from './ui/modal.tsx';
import { ProblemNote } from './ui/problem-note.tsx';
import { Toasts } from './ui/toasts.tsx';
import { Wait } from './ui/wait.tsx';

/** Who is there decides what is shown: the log-in, or the page of the address inside the shell. */
export function App(): JSX.Element {
  const [trouble, setTrouble] = useState<Trouble>();
  const begin = (): void => {
    setTrouble(undefined);
    recognise().catch((error: unknown) => {
      setTrouble(troubleOf(error));
    });
  };
  useEffect(begin, []);
  useEffect(() => {
    if (caller.value === null && route.value.page !== 'login') {
      go(withQuery('/login', new URLSearchParams({ next: withQuery(path.value, query.value) })), {
        replace: true,
      });
    } else if (caller.value != null && route.value.page === 'login') {
      go(innerAddress(query.value.get('next')), { replace: true });
    }
  }, [caller.value, route.value.page]);

  if (trouble !== undefined) {
    return (
      <main class="alone">
        <ProblemNote trouble={trouble} what={t('start.failed')} retry={begin} />
      </main>
    );
  }
  if (caller.value === undefined) {
    return (
      <main class="alone">
        <Wait words={t('loading')} />
      </main>
    );
  }
  if (caller.value === null) return <LoginPage />;
  return (
    <>
      <Shell />
      {sessionEnded.value && (
        <Modal title={t('session.ended')}>
          <p class="soft">{t('session.ended.words')}</p>
          <LoginForm />
        </Modal>
      )}
      <Toasts />
    </>
  );
}

/** Only an address of the console: `//elsewhere` would be another site. */
function innerAddress(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}
