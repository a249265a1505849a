import { forms } from './forms';
import { problems } from './problems';
import { shell } from './shell';
import { states } from './states';

/** What every page says. */
export const core = { ...shell, forms, problems, states };
