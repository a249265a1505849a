import { render } from 'preact';
import { App } from './app';
import { beginAnew } from './begin-anew';
import { keepDocumentInStep } from './preferences';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/table.css';
import './styles/states.css';
import './styles/panel.css';
import './styles/deliveries.css';
import './styles/orders.css';
import './styles/print.css';

addEventListener('vite:preloadError', () => void beginAnew());

keepDocumentInStep();
const root = document.getElementById('app');
if (root) render(<App />, root);
