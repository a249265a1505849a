import { render } from 'preact';
import { App } from './app';
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

// A deploy replaces the pages' files; who still has the old ones in the tab gets the new console.
addEventListener('vite:preloadError', () => {
  location.reload();
});

keepDocumentInStep();
const root = document.getElementById('app');
if (root) render(<App />, root);
