import { actorText } from './words';

describe('who did it', () => {
  it('is named, with from where unless that is the name', () => {
    expect(actorText({ kind: 'grafana', name: 'anna', role: 'Editor' })).toBe('anna');
    expect(actorText({ kind: 'terminal', name: 'root' })).toBe('root (terminal)');
    expect(actorText({ kind: 'host-page', name: 'host page' })).toBe('host page');
    expect(actorText({ kind: 'engine', name: 'growth-engine' })).toBe('Growth Engine');
  });
});
