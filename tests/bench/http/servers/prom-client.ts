import { itemApp, serve } from './item-app.js';
import { promClientMiddleware } from './prom-client-middleware.js';

serve(itemApp([promClientMiddleware()]));
