import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { OBJECTIVES } from '@growth-engine/collector/contract';
import { DEFAULT_QUERIES } from '../../compliance/fromFrames';
import { objectiveTitle } from '../../compliance/types';
import { CompliancePanel } from './CompliancePanel';
import type { ComplianceOptions } from './options';

export const plugin = new PanelPlugin<ComplianceOptions>(CompliancePanel)
  .useFieldConfig({
    disableStandardOptions: [
      FieldConfigProperty.Thresholds,
      FieldConfigProperty.Color,
      FieldConfigProperty.Min,
      FieldConfigProperty.Max,
    ],
  })
  .setPanelOptions((builder) => {
    builder.addBooleanSwitch({
      path: 'showSparkline',
      name: 'Show history',
      description: 'A line behind each value',
      defaultValue: true,
    });
    for (const objective of OBJECTIVES) {
      const category = [objectiveTitle(objective)];
      builder
        .addTextInput({
          path: `queries.${objective}.value`,
          name: 'Measured',
          description: 'Query (refId) or field with the measured value',
          defaultValue: DEFAULT_QUERIES[objective].value,
          category,
        })
        .addTextInput({
          path: `queries.${objective}.target`,
          name: 'Target',
          description: 'Query (refId) or field with the target',
          defaultValue: DEFAULT_QUERIES[objective].target,
          category,
        });
    }
  });
