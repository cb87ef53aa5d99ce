import {
  FieldConfigProperty,
  FieldType,
  identityOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  type FieldConfigPropertyItem,
} from '@grafana/data';

const Editor = () => null;

/** Option editors are Grafana's own and are never shown here; a panel with options only needs that they are known. */
const EDITORS = [
  'text',
  'number',
  'boolean',
  'select',
  'multi-select',
  'radio',
  'color',
  'fieldColor',
  'mappings',
  'thresholds',
  'strings',
  'unit',
  'links',
  'actions',
  'stats-picker',
  'timezone',
  'field-name',
  'dashboard-uid',
  'slider',
];

const item = (id: FieldConfigProperty, settings: object = {}): FieldConfigPropertyItem => ({
  id,
  path: id,
  name: id,
  description: id,
  editor: Editor,
  override: Editor,
  process: identityOverrideProcessor,
  shouldApply: (field) => id !== FieldConfigProperty.Decimals || field.type === FieldType.number,
  settings,
});

export function initRegistries(): void {
  standardEditorsRegistry.setInit(() => EDITORS.map((id) => ({ id, name: id, editor: Editor })));
  standardFieldConfigEditorRegistry.setInit(() => Object.values(FieldConfigProperty).map((id) => item(id)));
}
