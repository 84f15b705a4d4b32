import { describe, expect, it } from '@jest/globals';
import { ownPixelsRule } from './block-rule';

describe('the rule against own opens', () => {
  it("blocks this sender's pixels in Gmail alone", () => {
    const { id, action, condition } = ownPixelsRule(3, 'sender-id_1');
    expect(id).toBe(3);
    expect(action.type).toBe('block');
    expect(condition.urlFilter).toBe('/o/sender-id_1/');
    expect(condition.initiatorDomains).toEqual(['mail.google.com']);
    expect(condition.resourceTypes).toContain('image');
  });
});
