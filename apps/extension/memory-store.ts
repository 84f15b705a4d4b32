import type { Store } from './store';

/** A store that lives as long as its test; values are copied as Chrome copies them. */
export function memoryStore(initial: Record<string, unknown> = {}): Store {
  const values = new Map(Object.entries(structuredClone(initial)));
  return {
    get: async (key) => structuredClone(values.get(key)),
    set: async (key, value) => void values.set(key, structuredClone(value)),
    remove: async (key) => void values.delete(key),
  };
}
