/**
 * Loaded before the monitor, takes everything out of it that groups errors: fingerprints, problems, what they count, and
 * who would see that errors have no fingerprint and make it up. The rest is the monitor as it is.
 */
import { GroupFold } from '../dist/groups/fold/group-fold.js';
import { Regrouping } from '../dist/groups/regroup/regrouping.js';
import { ProblemDirectory } from '../dist/store/groups/problem-directory.js';

ProblemDirectory.prototype.assign = async () => undefined;
GroupFold.prototype.onApplicationBootstrap = () => undefined;
Regrouping.prototype.onApplicationBootstrap = () => undefined;
