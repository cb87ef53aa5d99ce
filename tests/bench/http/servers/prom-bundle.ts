import promBundle from 'express-prom-bundle';
import { itemApp, serve } from './item-app.js';

serve(itemApp([promBundle({ includeMethod: true, includePath: true })]));
