import { fakeBackend, problem, type Handlers } from '../../testing/backend';
import { health, service } from '../../testing/documents';
import { testConnection } from './connection';

const withAnswers = (handlers: Handlers = {}) => {
  fakeBackend({
    'GET /health': () => ({ data: health() }),
    'GET /services': () => ({ data: { services: [service()] } }),
    'POST /plans': () => problem('not-found', 'There is no service "-".'),
    ...handlers,
  });
  return testConnection('0.1.0');
};

describe('the test button', () => {
  it('says that all is fine, with versions and services', async () => {
    const checks = await withAnswers();
    expect(checks.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(checks[0]?.text).toBe('It answers: healthy, version 0.1.0; this app is version 0.1.0.');
    expect(checks[1]?.text).toBe('Accepted. Services: shop.');
  });

  it.each([
    ['a collector that is down', { status: 502, data: '' }, 'Grafana cannot reach the collector.'],
    ['a collector that does not answer', { status: 504, data: '' }, 'The collector did not answer in time.'],
    ['another web server', { status: 200, data: '<html>' }, 'What answered is not a Growth Engine collector.'],
    [
      'another API',
      { status: 200, data: { ok: true } },
      'Something answers at this URL, but it is no Growth Engine collector.',
    ],
    [
      'another service’s 404',
      { status: 404, data: '<html>' },
      'Something answers at this URL, but it is no Growth Engine collector.',
    ],
  ])('tells %s from the rest, and tries no token', async (_, answer, sentence) => {
    const checks = await withAnswers({ 'GET /health': () => answer });
    expect(checks[0]).toMatchObject({ state: 'failed', text: sentence });
    expect(checks.slice(1).map(({ state }) => state)).toEqual(['not-reached', 'not-reached']);
  });

  it('says that versions do not belong together, and goes on', async () => {
    const checks = await withAnswers({ 'GET /health': () => ({ data: { ...health(), version: '0.3.1' } }) });
    expect(checks[0]).toMatchObject({
      state: 'warning',
      text: 'It answers: healthy, but it is version 0.3.1 and this app is version 0.1.0.',
    });
    expect(checks.slice(1).map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  it('gives up on what takes connections and never answers', async () => {
    jest.useFakeTimers();
    try {
      const found = withAnswers({ 'GET /health': () => ({ hangs: true }) });
      await jest.advanceTimersByTimeAsync(10_000);
      expect((await found)[0]).toMatchObject({ state: 'failed', text: 'Nothing was answered within 10 s.' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not blame the token for the role of who tests', async () => {
    const checks = await withAnswers({ 'POST /plans': () => ({ status: 403, data: { message: 'access denied' } }) });
    expect(checks[2]).toMatchObject({ state: 'not-reached', text: 'Not tried: your role may not change anything.' });
  });

  it('names the token that is refused', async () => {
    const refused = problem('unauthenticated', 'The token is not one of this collector’s.');
    const read = await withAnswers({ 'GET /services': () => refused });
    expect(read[1]).toMatchObject({ state: 'failed', text: 'The collector refuses the read token.' });
    expect(read[2]?.state).toBe('ok');
    const control = await withAnswers({ 'POST /plans': () => refused });
    expect(control[2]).toMatchObject({ state: 'failed', text: 'The collector refuses the control token.' });
  });

  it('names swapped tokens in the collector’s words', async () => {
    const checks = await withAnswers({
      'GET /services': () => problem('forbidden', 'This is the control token; the read token is needed here.'),
    });
    expect(checks[1]?.text).toBe('This is the control token; the read token is needed here.');
  });

  it('tells an identity that is not verified from a wrong token', async () => {
    const checks = await withAnswers({
      'POST /plans': () => problem('identity-required', 'The issuer is not http://grafana.'),
    });
    expect(checks[2]?.text).toBe(
      'The token is accepted, but your identity is not verified: The issuer is not http://grafana.'
    );
  });
});
