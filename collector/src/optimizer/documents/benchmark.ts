import type { BenchmarkDocument } from '../../contract/index.js';
import { ProblemError } from '../../contract/index.js';
import { benchmarkRoute } from '../../routes/benchmark.js';
import type { Service } from '../service/service.js';

/** Requests a declared route of an instance that has told its address. */
export async function benchmarkOf(service: Service, routeId: string): Promise<BenchmarkDocument> {
  const reports = service.fleet.connected.map(({ report }) => report);
  const route = reports.flatMap(({ routes }) => routes).find(({ id, path }) => id === routeId || path === routeId);
  if (route === undefined) {
    const known = [...new Set(reports.flatMap(({ routes }) => routes.map(({ id }) => id)))];
    throw new ProblemError(
      'not-found',
      `The service "${service.name}" declares no route "${routeId}".`,
      known.length === 0 ? 'Declare routes in the application.' : `Known are: ${known.join(', ')}.`
    );
  }
  const baseUrl = reports.find((report) => report.baseUrl !== undefined)?.baseUrl;
  if (baseUrl === undefined) {
    throw new ProblemError(
      'not-found',
      `No instance of "${service.name}" has told where it can be reached.`,
      'Give the engine in the application its baseUrl, for example http://127.0.0.1:3000.'
    );
  }
  if (/[:*{]/.test(route.path)) {
    throw new ProblemError(
      'invalid-query',
      `The route ${route.path} has parameters, so there is no single address to request.`,
      'Benchmark a route without parameters.'
    );
  }
  try {
    return await benchmarkRoute({ baseUrl, path: route.path });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProblemError(
      'internal',
      why,
      `Check that the application answers at ${baseUrl}${route.path}.`,
      {},
      { cause: error }
    );
  }
}
