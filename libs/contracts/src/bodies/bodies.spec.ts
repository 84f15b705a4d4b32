import { describe, expect, it } from '@jest/globals';
import { bodies } from './index.js';

describe('the bodies of the API', () => {
  it.each(Object.entries(bodies))('%s has an example that it takes', (_name, { schema, example }) => {
    expect(schema.safeParse(example).error?.issues ?? []).toEqual([]);
  });

  it('are each named once', () => {
    const schemas = Object.values(bodies).map(({ schema }) => schema);
    expect(new Set(schemas).size).toBe(schemas.length);
  });
});
