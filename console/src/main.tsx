import { render } from 'preact';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/devices.css';
import './styles/gaps.css';
import './styles/sites.css';
import './styles/audit.css';
import { App } from './app.tsx';
import { applyPreferences } from './preferences.ts';
import { startRouter } from './router.ts';

applyPreferences();
startRouter();
const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the console');
render(<App />, root);
