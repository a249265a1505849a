import type { core as english } from '../en/core';
import { forms } from './forms';
import { problems } from './problems';
import { shell } from './shell';
import { states } from './states';

export const core: typeof english = { ...shell, forms, problems, states };
