import { benchEngine } from './engine.js';
import { itemApp, serve } from './item-app.js';

serve(itemApp([benchEngine({ prepareExpress: false }).middleware]));
