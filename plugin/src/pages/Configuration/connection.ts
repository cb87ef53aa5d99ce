import type { HealthDocument } from '@growth-engine/collector/contract';
import { controlApi, type ControlApi } from '../../api/client';
import { ControlApiError, toControlApiError } from '../../api/errors';

export interface ConnectionCheck {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'not-reached';
  readonly text: string;
  readonly nextStep?: string;
}

type Api = Pick<ControlApi, 'health' | 'services' | 'createPlan'>;

const ok = (name: string, text: string): ConnectionCheck => ({ name, state: 'ok', text });
const failed = (name: string, text: string, nextStep: string): ConnectionCheck => ({
  name,
  state: 'failed',
  text,
  nextStep,
});
const notReached = (name: string): ConnectionCheck => ({
  name,
  state: 'not-reached',
  text: 'Not tried, because of the above.',
});

const COLLECTOR = 'Collector';
const READ = 'Read token';
const CONTROL = 'Control token and identity';

/** Whoever has not answered by then does not answer: Grafana's proxy itself waits for ever. */
const ANSWER_WITHIN_MS = 10_000;

/** A name that no service can have: the collector looks at token and identity first, then says that there is no such thing. */
const NO_SERVICE = '-';

/** Holds the saved configuration against the collector, step by step; each failure says what exactly is wrong. */
export async function testConnection(
  pluginVersion: string,
  api: Api = controlApi
): Promise<readonly ConnectionCheck[]> {
  const collector = await checkCollector(pluginVersion, api);
  if (collector.state === 'failed') {
    return [collector, notReached(READ), notReached(CONTROL)];
  }
  return [collector, await checkRead(api), await checkControl(api)];
}

/** Answers of `work`, or after a while that there is none. */
async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new ControlApiError(
          'timeout',
          `Nothing was answered within ${ANSWER_WITHIN_MS / 1000} s.`,
          'Something at this URL takes connections and does not answer: look at the collector’s log, or correct the URL.'
        )
      );
      controller.abort();
    }, ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function checkCollector(pluginVersion: string, api: Api): Promise<ConnectionCheck> {
  let health: HealthDocument;
  try {
    health = await inTime((signal) => api.health(signal));
  } catch (cause) {
    const error = toControlApiError(cause);
    // An unhealthy collector answers 503 with its document; any other answer comes from something else.
    if (error.status === 503) {
      return ok(COLLECTOR, 'It answers, and says that the service is unhealthy.');
    }
    if (error.status === 404 && error.kind === 'unexpected') {
      return notACollector();
    }
    return failed(COLLECTOR, error.message, error.nextStep);
  }
  if (typeof health.version !== 'string' || typeof health.checks !== 'object') {
    return notACollector();
  }
  if (lineOf(health.version) !== lineOf(pluginVersion)) {
    return {
      name: COLLECTOR,
      state: 'warning',
      text: `It answers: ${health.status}, but it is version ${health.version} and this app is version ${pluginVersion}.`,
      nextStep: 'Update the older of the two; they are made for each other.',
    };
  }
  return ok(
    COLLECTOR,
    `It answers: ${health.status}, version ${health.version}; this app is version ${pluginVersion}.`
  );
}

/** Versions that work together: those that differ in their last number only. */
const lineOf = (version: string): string => version.split('.', 2).join('.');

const notACollector = (): ConnectionCheck =>
  failed(
    COLLECTOR,
    'Something answers at this URL, but it is no Growth Engine collector.',
    'Correct the URL; the collector listens on port 19464 unless told otherwise.'
  );

async function checkRead(api: Api): Promise<ConnectionCheck> {
  try {
    const services = await inTime((signal) => api.services(signal));
    const names = services.map(({ service }) => service);
    return ok(
      READ,
      names.length === 0 ? 'Accepted. No service has reported yet.' : `Accepted. Services: ${names.join(', ')}.`
    );
  } catch (cause) {
    const error = toControlApiError(cause);
    return isRefusal(error)
      ? failed(
          READ,
          'The collector refuses the read token.',
          'Enter the token that "growth-engine token show read" prints.'
        )
      : failed(READ, error.message, error.nextStep);
  }
}

async function checkControl(api: Api): Promise<ConnectionCheck> {
  try {
    await inTime((signal) => api.createPlan(NO_SERVICE, [], signal));
    return ok(CONTROL, 'Accepted.');
  } catch (cause) {
    const error = toControlApiError(cause);
    switch (error.kind) {
      case 'not-found':
      case 'invalid-body':
      case 'service-required':
        return ok(CONTROL, 'Accepted.');
      case 'role':
        return {
          name: CONTROL,
          state: 'not-reached',
          text: 'Not tried: your role may not change anything.',
          nextStep: 'Let an Editor or an Admin test it.',
        };
      case 'identity-required':
        return failed(
          CONTROL,
          `The token is accepted, but your identity is not verified: ${error.message}`,
          'Set grafana.keysUrl and grafana.issuer of the collector to this Grafana, or leave both out.'
        );
      case 'forbidden':
        return failed(CONTROL, `The collector does not allow it: ${error.message}`, error.nextStep);
      default:
        return isRefusal(error)
          ? failed(
              CONTROL,
              'The collector refuses the control token.',
              'Enter the token that "growth-engine token show control" prints.'
            )
          : failed(CONTROL, error.message, error.nextStep);
    }
  }
}

const isRefusal = (error: ControlApiError): boolean => error.kind === 'unauthenticated' || error.status === 401;
