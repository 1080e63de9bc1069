import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { t } from '../../messages.ts';
import mark from '../../mark.svg';
import { PreferenceMenu } from '../../preference-menu.tsx';
import { LoginForm } from './login-form.tsx';

export function LoginPage(): JSX.Element {
  useEffect(() => {
    document.title = `${t('login.title')} · Trapline`;
  }, []);
  return (
    <main class="login">
      <div class="login-card card">
        <div class="login-brand">
          <img src={mark} width={40} height={40} alt="" />
          <div>
            <h1>Trapline</h1>
            <p class="soft">{t('login.words')}</p>
          </div>
        </div>
        <LoginForm />
      </div>
      <PreferenceMenu />
    </main>
  );
}
