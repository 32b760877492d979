import { runOrExplain } from '../run-or-explain.js';
import { runService } from '../service/run-service.js';

await runOrExplain(() => runService('booking'));
