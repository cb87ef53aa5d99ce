import type { Encoder } from './encoder.js';
import { protobufEncoder } from './protobuf-encoder.js';
import { openMetricsEncoder, textEncoder } from './text-encoder.js';
import type { ExpositionFormat } from './types.js';

export const ENCODERS: Readonly<Record<ExpositionFormat, Encoder>> = {
  text: textEncoder,
  openmetrics: openMetricsEncoder,
  protobuf: protobufEncoder,
};
