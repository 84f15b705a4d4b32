export * from './explanations.js';
export * from './moves.js';
export * from './phrases.js';
export * from './presets.js';
export * from './resolve-time.js';
export * from './wall-time.js';
