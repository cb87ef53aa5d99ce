import type { ChangeProgress, Optimization } from '../../contract/index.js';
import type { Style } from '../format/style.js';
import { table } from '../format/table.js';
import { count, duration, ratioWithInterval, settingChange } from '../format/values.js';

const RUNNING = new Set<ChangeProgress['state']>(['applying', 'observing']);

/** One line on what is happening, short enough to be written over. */
export function progressLine(optimization: Optimization, columns: number): string {
  const index = optimization.changes.findIndex((progress) => RUNNING.has(progress.state));
  const progress = optimization.changes[index];
  if (progress === undefined) return optimization.sentence.slice(0, columns - 1);
  const { change, state, live, secondsLeft } = progress;
  const parts = [
    `${index + 1}/${optimization.changes.length} ${change.title} ${settingChange(change.from, change.to, change.unit).join(' → ')}`,
    state,
    ...(live === undefined ? [] : [`${ratioWithInterval(live)}, n ${count(live.n)}`]),
    ...(secondsLeft === undefined ? [] : [`at most ${duration(secondsLeft)} left`]),
  ];
  const line = parts.join('  ');
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}

/** What was measured per change, how it was judged, and what became of it. */
export function resultView(optimization: Optimization, style: Style): string {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const rows = optimization.changes.map((progress) => rowOf(progress, style));
  const changes =
    rows.length === 0
      ? ''
      : table(
          [
            { title: 'Change' },
            { title: 'from → to' },
            right('before'),
            right('after'),
            { title: 'after ÷ before (90 %)' },
            right('n'),
            { title: 'judged by' },
            { title: 'decision' },
          ],
          rows,
          style
        );
  const sentences = optimization.changes.flatMap(({ decision, dropped }) =>
    decision !== undefined
      ? [decision.sentence]
      : dropped !== undefined
        ? [`${dropped.sentence} ${dropped.nextStep}`]
        : []
  );
  return [
    `${style.strong(optimization.id)}  ${optimization.sentence}\n`,
    changes,
    sentences.map((sentence) => `  ${sentence}\n`).join(''),
    optimization.revertible ? `  ${style.quiet(`Undo it with: growth-engine revert ${optimization.id}`)}\n` : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function rowOf({ change, state, decision, live }: ChangeProgress, style: Style): readonly string[] {
  const measured = decision?.measured ?? live;
  const outcome = decision?.outcome ?? state;
  const paint = outcome === 'kept' ? style.good : outcome === 'reverted' ? style.caution : style.quiet;
  return [
    change.title,
    settingChange(change.from, change.to, change.unit).join(' → '),
    measured === undefined ? '–' : duration(measured.before),
    measured === undefined ? '–' : duration(measured.after),
    measured === undefined ? '–' : ratioWithInterval(measured),
    measured === undefined ? '–' : count(measured.n),
    measured?.method ?? '–',
    paint(decision === undefined ? outcome : `${outcome} (${decision.reason})`),
  ];
}
