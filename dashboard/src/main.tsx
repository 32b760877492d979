import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style/theme.css';
import './style/layout.css';
import './style/controls.css';
import './style/states.css';
import './style/tiles.css';
import './style/chart.css';
import './style/services.css';
import './style/errors.css';
import './style/first-steps.css';
import './style/record.css';
import './style/logs.css';
import { App } from './page/app.js';

render(<App />, document.getElementById('app') as HTMLElement);
