export * from './auth.js';
export * from './common.js';
export * from './consent.js';
export * from './live.js';
export * from './messages.js';
export * from './problems.js';
export * from './schedules.js';
export * from './series.js';
