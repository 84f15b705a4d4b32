import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalAddress, LookupHash } from './lookup-hash.js';

describe('canonical addresses', () => {
  it.each([
    ['Ann@Example.NET', 'ann@example.net'],
    [' a.n.n+news@gmail.com ', 'ann@gmail.com'],
    ['Ann@googlemail.com', 'ann@gmail.com'],
    ['A.nn+@GoogleMail.com', 'ann@gmail.com'],
    ['ann+a+b@gmail.com', 'ann@gmail.com'],
    ['a.n.n+news@example.net', 'a.n.n+news@example.net'],
    ['a.n.n+news@mail.gmail.com', 'a.n.n+news@mail.gmail.com'],
    ['ann@Bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@xn--bcher-kva.EXAMPLE', 'ann@xn--bcher-kva.example'],
    ['ann@bu\u0308cher.example', 'ann@xn--bcher-kva.example'],
    ['Jose\u0301@example.net', 'jos\u00e9@example.net'],
    ['a.nn@ｇｍａｉｌ.com', 'ann@gmail.com'],
    ['ann@例え。jp', 'ann@xn--r8jz45g.jp'],
    ['ΝΊΚΟΣ.Α@example.gr', 'νίκοσ.α@example.gr'],
    ['νίκος.α@example.gr', 'νίκοσ.α@example.gr'],
    ['"a@b"@Example.net', '"a@b"@example.net'],
    ['"Ann"@example.net', 'ann@example.net'],
    ['"a\\n\\n"@example.net', 'ann@example.net'],
    ['"a.n.n+news"@gmail.com', 'ann@gmail.com'],
    ['"a n"@example.net', '"a n"@example.net'],
    ['""@example.net', '""@example.net'],
    ['ann@Example.net.', 'ann@example.net'],
    ['ann@ex%61mple.net', 'ann@ex%61mple.net'],
    ['no address', 'no address'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalAddress(written)).toBe(canonical);
  });

  const letter = fc.constantFrom(...'abcXYZ019._-+éßñİıΣσς', 'e\u0301', 'u\u0308', 'ﬁ', '日');
  const local = fc.string({ unit: letter, minLength: 1, maxLength: 12 });
  const label = fc.string({ unit: fc.constantFrom(...'abcXYZ019éüñΣσ', 'u\u0308', '例'), minLength: 1, maxLength: 8 });
  const otherDomain = label.map((name) => `${name}.example`);
  const gmail = fc.constantFrom('gmail.com', 'Gmail.com', 'GOOGLEMAIL.com');
  const address = fc.tuple(local, fc.oneof(otherDomain, gmail)).map((parts) => parts.join('@'));

  it('stay as they are when made canonical again, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        const once = canonicalAddress(text);
        expect(canonicalAddress(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('do not depend on composed or decomposed letters, or on space around', () => {
    fc.assert(
      fc.property(address, fc.constantFrom('NFC', 'NFD'), (text, form) => {
        expect(canonicalAddress(`  ${text.normalize(form)}\n`)).toBe(canonicalAddress(text));
      }),
    );
  });

  it('do not depend on case', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcxyz019._-+éñüσ'), minLength: 1 });
    fc.assert(
      fc.property(plain, fc.oneof(otherDomain, gmail), (name, domain) => {
        const text = `${name}@${domain}`;
        expect(canonicalAddress(text.toUpperCase())).toBe(canonicalAddress(text.toLowerCase()));
      }),
    );
  });

  it('of Gmail do not depend on dots and tags, those of others do', () => {
    const word = fc.stringMatching(/^[a-z0-9]{2,12}$/);
    fc.assert(
      fc.property(word, word, gmail, otherDomain, (name, tag, atGmail, elsewhere) => {
        const dotted = [...name].join('.');
        expect(canonicalAddress(`${dotted}+${tag}@${atGmail}`)).toBe(canonicalAddress(`${name}@gmail.com`));
        expect(canonicalAddress(`${name}+${tag}@${elsewhere}`)).not.toBe(canonicalAddress(`${name}@${elsewhere}`));
        expect(canonicalAddress(`${dotted}@${elsewhere}`)).not.toBe(canonicalAddress(`${name}@${elsewhere}`));
      }),
    );
  });

  it('have a domain in ASCII', () => {
    fc.assert(
      fc.property(local, otherDomain, (name, domain) => {
        expect(canonicalAddress(`${name}@${domain}`).replace(/^.*@/s, '')).toMatch(/^[\0-\x7f]+$/);
      }),
    );
  });
});

describe('lookup hashes', () => {
  const k1 = { id: 'k1', secret: Buffer.alloc(32, 1) };
  const k2 = { id: 'k2', secret: Buffer.alloc(32, 2) };

  it('finds an address hashed with an older key', () => {
    const stored = new LookupHash([k1]).ofAddress('ann@example.net');
    expect(new LookupHash([k2, k1]).allOfAddress('ANN@example.net')).toContainEqual(stored);
    expect(new LookupHash([k2]).allOfAddress('ann@example.net')).not.toContainEqual(stored);
  });

  it('is one for all spellings of a mailbox', () => {
    const lookup = new LookupHash([k1]);
    expect(lookup.ofAddress('A.nn+x@googlemail.com')).toEqual(lookup.ofAddress('ann@gmail.com'));
    expect(lookup.ofAddress('ann@Bücher.example')).toEqual(lookup.ofAddress('ann@xn--bcher-kva.example'));
  });
});

describe('the id of a person', () => {
  const key = (id: string) => ({ id, secret: Buffer.alloc(32, id) });
  const idOf = (subject: string, ...keys: string[]) =>
    new LookupHash([key(keys[0] ?? 'a'), ...keys.slice(1).map(key)]).idOfPerson(subject);

  it('is the same whenever they come, also once there is a newer key', () => {
    expect(idOf('1', 'a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf('1', 'b', 'a')).toBe(idOf('1', 'a'));
  });

  it('is another for another person, and on another server', () => {
    expect(new Set([idOf('1', 'a'), idOf('2', 'a'), idOf('1', 'b')]).size).toBe(3);
  });
});
