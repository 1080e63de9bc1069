import { useId, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { type Trouble, troubleOf } from '../../api.ts';
import { t } from '../../messages.ts';
import { type Credentials, logIn } from '../../session.ts';
import { Field } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';

type Way = 'password' | 'key';

/** Log-in with a Microshare account or an API key; used by the page, and over a page whose session has ended. */
export function LoginForm(): JSX.Element {
  const [way, setWay] = useState<Way>('password');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const form = useRef<HTMLFormElement>(null);
  const name = useId();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (form.current === null) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await logIn(credentialsOf(new FormData(form.current)));
    } catch (error) {
      setTrouble(troubleOf(error));
      setBusy(false);
    }
  };

  return (
    <form ref={form} class="form" onSubmit={(event) => void submit(event)}>
      <fieldset class="segments wide" aria-label={t('login.way')}>
        {(['password', 'key'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={name}
              checked={way === each}
              onChange={() => {
                setWay(each);
              }}
            />
            {t(`login.way.${each}`)}
          </label>
        ))}
      </fieldset>
      {way === 'password' ? (
        <>
          <Field label={t('login.username')}>
            {(id) => (
              <input id={id} class="input" name="username" autocomplete="username" required autofocus />
            )}
          </Field>
          <Field label={t('login.password')}>
            {(id) => (
              <input
                id={id}
                class="input"
                name="password"
                type="password"
                autocomplete="current-password"
                required
              />
            )}
          </Field>
        </>
      ) : (
        <Field label={t('login.key')} hint={t('login.key.hint')}>
          {(id, hintId) => (
            <input
              id={id}
              class="input"
              name="api_key"
              type="password"
              autocomplete="off"
              required
              aria-describedby={hintId}
            />
          )}
        </Field>
      )}
      {trouble !== undefined &&
        (trouble.status === 401 ? (
          <p class="field-error" role="alert">
            {t(`login.wrong.${way}`)}
          </p>
        ) : (
          <ProblemNote trouble={trouble} what={t('login.failed')} />
        ))}
      <button class="button primary wide" disabled={busy}>
        {busy ? t('login.busy') : t('login.do')}
      </button>
    </form>
  );
}

function credentialsOf(data: FormData): Credentials {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const key = text('api_key').trim();
  return key === '' ? { username: text('username').trim(), password: text('password') } : { api_key: key };
}
