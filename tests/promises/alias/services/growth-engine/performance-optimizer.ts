// What an application keeps under `~/services/growth-engine/performance-optimizer`: the library's class, told where the
// application is.
import { PerformanceOptimizer as Optimizer } from '@growth-engine/collector';

export class PerformanceOptimizer extends Optimizer {
  constructor() {
    const baseUrl = process.env['APP_URL'];
    super(baseUrl === undefined ? {} : { baseUrl });
  }
}
