import { AGENT_PROTOCOL, API_BASE, ENDPOINTS, systemClock } from '../contract/index.js';
import type { AgentAnswer, AgentLink, AgentReport, Clock, Problem } from '../contract/index.js';
import { deadlineOf } from '../instruments/deadline.js';

/** The collector did not take a report. `message` is one sentence with the next step. */
export class LinkError extends Error {
  constructor(
    message: string,
    /** Trying again soon is pointless: somebody has to change something. */
    readonly permanent: boolean,
    options?: ErrorOptions
  ) {
    super(message, options);
    this.name = 'LinkError';
  }
}

const ANSWER_GRACE_MS = 5_000;

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'detail' in value && typeof value.detail === 'string';

async function refusalOf(response: Response, url: URL): Promise<LinkError> {
  const body: unknown = await response.json().catch((): unknown => undefined);
  const detail = isProblem(body) ? `${body.detail} ${body.nextStep}` : `It answered ${response.status}.`;
  if (response.status === 401) {
    return new LinkError(
      `The collector at ${url.origin} refused the agent token. Set GROWTH_ENGINE_AGENT_TOKEN to what "growth-engine token show agent" prints.`,
      true
    );
  }
  const permanent = response.status >= 400 && response.status < 500 && response.status !== 429;
  return new LinkError(`The collector at ${url.origin} did not take the report. ${detail}`, permanent);
}

function checked(answer: AgentAnswer, url: URL): AgentAnswer {
  if (answer.protocol === AGENT_PROTOCOL) return answer;
  throw new LinkError(
    `The collector at ${url.origin} speaks protocol ${answer.protocol}, this agent ${AGENT_PROTOCOL}. Bring both to the same version.`,
    true
  );
}

/** Reports to a collector in another process. */
export function createHttpLink(options: {
  url: string;
  token: string | undefined;
  clock?: Clock;
  fetch?: typeof fetch;
}): AgentLink {
  const base = new URL(options.url);
  const send = options.fetch ?? fetch;
  const { clock = systemClock } = options;
  const closing = new AbortController();
  return {
    async exchange(report: AgentReport, signal: AbortSignal): Promise<AgentAnswer> {
      const path = ENDPOINTS.agentReport.path.replace(':instance', encodeURIComponent(report.instance));
      const url = new URL(`${base.pathname.replace(/\/$/, '')}${API_BASE}${path}`, base);
      const deadline = deadlineOf(clock, report.holdMs + ANSWER_GRACE_MS, signal, closing.signal);
      try {
        const response = await send(url, {
          method: ENDPOINTS.agentReport.method,
          headers: {
            'content-type': 'application/json',
            ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
          },
          body: JSON.stringify(report),
          signal: deadline.signal,
        });
        if (!response.ok) throw await refusalOf(response, url);
        return checked((await response.json()) as AgentAnswer, url);
      } catch (cause) {
        if (cause instanceof LinkError || signal.aborted || closing.signal.aborted) throw cause;
        const why = deadline.isOver ? 'did not answer in time' : 'cannot be reached';
        throw new LinkError(
          `The collector at ${url.origin} ${why}. The application runs on with its present settings; start the collector or correct its URL.`,
          false,
          { cause }
        );
      } finally {
        deadline.end();
      }
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}
