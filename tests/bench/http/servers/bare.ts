import { itemApp, serve } from './item-app.js';

serve(itemApp([]));
