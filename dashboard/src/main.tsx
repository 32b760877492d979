import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style/theme.css';
import './style/layout.css';
import './style/controls.css';
import './style/states.css';
import './style/tiles.css';
import './style/chart.css';
import './style/table.css';
import './style/filters.css';
import './style/form.css';
import './style/list.css';
import './style/first-steps.css';
import './style/record.css';
import './style/traffic.css';
import './style/alerts.css';
import { App } from './page/frame/app.js';

render(<App />, document.getElementById('app') as HTMLElement);
