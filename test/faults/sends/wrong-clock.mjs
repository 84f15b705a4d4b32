// Loaded before everything else into the worker whose clock is wrong: `--import`. All of its wall time is off by
// DRILL_CLOCK_SECONDS; timers keep their pace, as they do on a machine whose clock was set wrong.
const offsetMs = Number(process.env.DRILL_CLOCK_SECONDS ?? 0) * 1000;
const trueNow = Date.now;
const now = () => trueNow() + offsetMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
  apply: (target) => new target(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
