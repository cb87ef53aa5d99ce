import type {
  Actor,
  AdmissionMode,
  FreezeBody,
  Mode,
  ModeState,
  SettingValue,
  Targets,
  Thresholds,
} from '../../contract/index.js';
import { MODES, ProblemError, TARGET_DEFINITIONS, THRESHOLD_DEFINITIONS } from '../../contract/index.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';
import type { Unit } from '../service/unit.js';
import { audit } from '../state/audit.js';
import { checkLevels } from './levels.js';
import { whyNot } from './validate.js';

const MIN_FREEZE_SECONDS = 60;
const MAX_FREEZE_SECONDS = 30 * 86_400;

export async function setTargets(service: Service, part: Partial<Targets>, actor: Actor): Promise<Targets> {
  checkLevels('target', part, TARGET_DEFINITIONS);
  const before = service.targets;
  await service.memory.update((state) => ({ targets: { ...state.targets, ...part } }));
  service.publish();
  await audit(service, actor, 'targets', before, service.targets);
  return service.targets;
}

export async function setThresholds(service: Service, part: Partial<Thresholds>, actor: Actor): Promise<Thresholds> {
  checkLevels('threshold', part, THRESHOLD_DEFINITIONS);
  const before = service.thresholds;
  await service.memory.update((state) => ({ thresholds: { ...state.thresholds, ...part } }));
  service.publish();
  await audit(service, actor, 'thresholds', before, service.thresholds);
  return service.thresholds;
}

export const modeOf = ({ mode, admission }: Service): ModeState => ({ mode, admission });

export async function setMode(
  service: Service,
  { mode, admission }: { mode?: Mode; admission?: AdmissionMode },
  actor: Actor
): Promise<ModeState> {
  if (mode !== undefined && !MODES.includes(mode)) {
    throw new ProblemError('invalid-body', `"${mode}" is no mode.`, `Use one of ${MODES.join(', ')}.`);
  }
  const before = modeOf(service);
  await service.memory.update(() => ({
    ...(mode === undefined ? {} : { mode }),
    ...(admission === undefined ? {} : { admission }),
  }));
  service.publish();
  await audit(service, actor, 'mode', before, modeOf(service));
  return modeOf(service);
}

/** Stops what runs, whatever the store says, and then remembers the freeze. */
export async function freeze(
  { service, book, runner }: Unit,
  { seconds, reason }: FreezeBody,
  actor: Actor
): Promise<void> {
  if (!(seconds >= MIN_FREEZE_SECONDS && seconds <= MAX_FREEZE_SECONDS)) {
    throw new ProblemError(
      'invalid-body',
      `A freeze lasts from ${MIN_FREEZE_SECONDS} s to ${MAX_FREEZE_SECONDS} s (30 days), not ${seconds} s.`,
      'Choose a length within that range.',
      { errors: [{ path: 'seconds', message: `from ${MIN_FREEZE_SECONDS} to ${MAX_FREEZE_SECONDS}` }] }
    );
  }
  const running = book.active;
  if (running !== undefined) {
    runner.interrupt(running, { reason: 'cancelled', sentence: `${actor.name} froze all changes` });
  }
  const before = service.freeze ?? null;
  const until = new Date(service.runtime.clock.now() + seconds * 1000).toISOString();
  await service.memory.update(() => ({
    freeze: { until, by: actor, ...(reason === undefined ? {} : { reason }) },
  }));
  await audit(service, actor, 'freeze', before, service.freeze ?? null);
}

export async function unfreeze(service: Service, actor: Actor): Promise<void> {
  const before = service.freeze ?? null;
  await service.memory.update(() => ({ freeze: undefined }));
  await audit(service, actor, 'unfreeze', before, null);
}

/** A person sets a value; from then on the engine leaves the setting alone. */
export async function takeSetting(
  { service, book, runner }: Unit,
  name: string,
  value: SettingValue,
  actor: Actor
): Promise<void> {
  const setting = service.setting(name);
  if (setting === undefined) throw unknownSetting(service, name);
  const wrong = whyNot(setting, value, setting.on.length);
  if (wrong !== undefined) {
    throw new ProblemError('invalid-body', wrong, 'Choose a value within the bounds.', {
      errors: [{ path: 'value', message: wrong }],
    });
  }
  const running = book.active;
  if (running !== undefined) {
    runner.interrupt(running, {
      reason: 'person',
      sentence: `${actor.name} set ${service.setting(name)?.title ?? name} by hand`,
      setting: name,
    });
  }
  const before = { value: setting.value, owner: setting.owner };
  const at = isoNow(service.runtime.clock);
  await service.memory.update((state) => ({
    settings: { ...state.settings, [name]: { value, owner: 'person', by: actor, at } },
  }));
  service.markTurned(setting.settleMs);
  service.publish();
  await audit(service, actor, 'setting-taken', before, { setting: name, value, owner: 'person' });
}

/** The engine may turn it again; its value stays until it does. */
export async function returnSetting(service: Service, name: string, actor: Actor): Promise<void> {
  const stored = service.memory.state.settings[name];
  if (stored === undefined && service.setting(name) === undefined) throw unknownSetting(service, name);
  if (stored?.owner !== 'person') return;
  const at = isoNow(service.runtime.clock);
  await service.memory.update((state) => ({
    settings: { ...state.settings, [name]: { value: stored.value, owner: 'engine', by: actor, at } },
  }));
  service.publish();
  await audit(
    service,
    actor,
    'setting-returned',
    { setting: name, owner: 'person' },
    { setting: name, owner: 'engine' }
  );
}

function unknownSetting(service: Service, name: string): ProblemError {
  const known = service.settings.map((setting) => setting.name);
  return new ProblemError(
    'not-found',
    `No connected instance of "${service.name}" has a setting "${name}".`,
    known.length === 0 ? 'Start the application first.' : `Known are: ${known.join(', ')}.`
  );
}
