import { render } from 'preact';

render(<h1>ipay-connect</h1>, document.body);
