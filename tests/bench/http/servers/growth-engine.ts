import { countsOf } from './engine-counts.js';
import { benchEngine } from './engine.js';
import { itemApp, serve } from './item-app.js';

const engine = benchEngine();
serve(itemApp([engine.middleware]), { counts: () => countsOf(engine) });
