import { describe, expect, it } from '@jest/globals';
import { receiptStateOf, threadStateOf } from './receipt-state.js';

const facts = {
  tracked: true,
  withdrawn: false,
  openCount: 0,
  machineOpenCount: 0,
  earlierSignal: null,
  confirmedBy: null,
};

describe('the state of a receipt', () => {
  it('is no signal before anything was fetched', () => expect(receiptStateOf(facts)).toBe('no_signal'));
  it('is untracked without a pixel, whatever else', () =>
    expect(receiptStateOf({ ...facts, tracked: false, openCount: 3 })).toBe('untracked'));
  it('is withdrawn once a reader stopped it, even after opens', () =>
    expect(receiptStateOf({ ...facts, withdrawn: true, openCount: 3 })).toBe('withdrawn'));
  it('is opened by one look among many machines', () =>
    expect(receiptStateOf({ ...facts, openCount: 1, machineOpenCount: 9 })).toBe('opened'));
  it('is machine only where machines alone fetched', () =>
    expect(receiptStateOf({ ...facts, machineOpenCount: 2 })).toBe('machine_only'));
  it('is opened by who followed a link or replied, also where no image was loaded', () => {
    expect(receiptStateOf({ ...facts, confirmedBy: 'click' })).toBe('opened');
    expect(receiptStateOf({ ...facts, confirmedBy: 'reply', machineOpenCount: 2 })).toBe('opened');
    expect(receiptStateOf({ ...facts, confirmedBy: 'decision', withdrawn: true })).toBe('withdrawn');
  });
  it('is what it was once its opens are deleted for their age', () => {
    expect(receiptStateOf({ ...facts, earlierSignal: 'opened' })).toBe('opened');
    expect(receiptStateOf({ ...facts, earlierSignal: 'opened', machineOpenCount: 1 })).toBe('opened');
    expect(receiptStateOf({ ...facts, earlierSignal: 'machine_only' })).toBe('machine_only');
    expect(receiptStateOf({ ...facts, earlierSignal: 'machine_only', openCount: 1 })).toBe('opened');
    expect(receiptStateOf({ ...facts, earlierSignal: 'opened', withdrawn: true })).toBe('withdrawn');
  });
});

describe('the state of a thread', () => {
  it('is untracked without messages', () => expect(threadStateOf([])).toBe('untracked'));
  it('is the strongest of its messages', () => {
    expect(threadStateOf(['no_signal', 'opened', 'withdrawn'])).toBe('opened');
    expect(threadStateOf(['withdrawn', 'no_signal'])).toBe('no_signal');
    expect(threadStateOf(['withdrawn', 'untracked'])).toBe('withdrawn');
  });
});
