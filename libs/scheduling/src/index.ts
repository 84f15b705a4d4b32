export * from './days-later.js';
export * from './explanations.js';
export * from './moves.js';
export { type Preset, presets } from './presets.js';
export * from './readers-time.js';
export * from './resolve-time.js';
export type { ResolvedTime, TimeProblem, TimeResult } from './resolved-time.js';
export * from './rules.js';
export * from './wall-time.js';
