import type { AutoReplay, ChoiceEvent } from '../../cache/simulation/auto-replay.js';
import { ownPredictions } from '../../cache/simulation/prediction-record.js';
import type { Replay } from '../../cache/simulation/replay.js';
import type { Style } from '../format/style.js';
import { table } from '../format/table.js';
import { count } from '../format/values.js';

/** What a trace would have hit, one row per policy and capacity, and below it what `auto` chose and why. */
export function simulationView(replays: readonly (Replay | AutoReplay)[], style: Style): string {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const hits = table(
    [{ title: 'policy' }, right('capacity'), right('requests'), right('hits'), right('hit ratio')],
    replays.map(({ policy, capacity, requests, hits }) => [
      policy,
      count(capacity),
      count(requests),
      count(hits),
      percent(hits / requests),
    ]),
    style
  );
  return hits + replays.flatMap((one) => ('events' in one ? [choices(one)] : [])).join('');
}

/** Two digits: policies differ by little. */
const percent = (ratio: number): string => `${(ratio * 100).toFixed(2)} %`;
const points = (ratio: number): string => `${(ratio * 100).toFixed(2)} points`;

function choices({ capacity, firstPolicy, events, spans }: AutoReplay): string {
  const lines = [
    `began with ${firstPolicy}`,
    ...events.map((event) => `look-up ${count(event.atLookUp)}: ${sentence(event)}`),
    predicted(ownPredictions(spans, capacity)),
  ];
  return `\nauto at ${count(capacity)} entries\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function sentence(event: ChoiceEvent): string {
  if (event.event === 'move') {
    const { kind, from, to, predictedGain } = event;
    return kind === 'moved' ? `${from} → ${to}, predicted to gain ${points(predictedGain)}` : `${from} → ${to}, undone`;
  }
  const { policy, former, kept, lookUps, predicted, achieved, formerPredicted } = event;
  return (
    `${policy} ${kept ? 'is kept' : 'has failed'}: in ${count(lookUps)} look-ups predicted ${percent(predicted)}, ` +
    `achieved ${percent(achieved)}; ${former} would have had ${percent(formerPredicted)}`
  );
}

function predicted(fulfilled: ReturnType<typeof ownPredictions>): string {
  if (fulfilled.length === 0)
    return 'no stretch of the trace had the same policy long enough to hold a prediction against';
  const error = fulfilled.reduce((sum, { hitRatio, achieved }) => sum + Math.abs(hitRatio - achieved), 0);
  const inside = fulfilled.filter(({ low, high, achieved }) => low <= achieved && achieved <= high).length;
  return (
    `predicted against achieved: ${points(error / fulfilled.length)} apart in the mean of ` +
    `${count(fulfilled.length)} stretches, ${count(inside)} inside their 90 % interval`
  );
}
