import type { DashboardId } from '@growth-engine/collector/contract';
import { application } from './application.js';
import { cache } from './cache.js';
import { database } from './database.js';
import type { ClassicDashboard } from './house/dashboard.js';
import { optimizer } from './optimizer.js';
import { overview } from './overview.js';
import { system } from './system.js';

/** Every dashboard; its file is `json/<id>.json`. */
export const ALL_DASHBOARDS: Readonly<Record<DashboardId, ClassicDashboard>> = {
  overview,
  system,
  application,
  cache,
  database,
  optimizer,
};
