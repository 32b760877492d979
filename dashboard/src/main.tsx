import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style/theme.css';
import './style/layout.css';
import './style/parts.css';
import './style/overview.css';
import './style/record.css';
import { App } from './page/app.js';

render(<App />, document.getElementById('app') as HTMLElement);
