import { describe, expect, it } from '@jest/globals';
import { otherTexts, salesMails, shortMails } from './language.fixture.js';
import { languageOf } from './language.js';

describe('the language of a mail', () => {
  for (const [language, mails] of Object.entries(salesMails)) {
    it.each(mails.map((mail) => [mail]))(`is ${language} of: %s`, (mail) => {
      expect(languageOf(mail)).toBe(language);
    });
  }

  it.each(shortMails)('is not guessed wrong of: %s', (mail, language) => {
    expect([null, language]).toContain(languageOf(mail));
  });

  it.each(otherTexts.map((text) => [text]))('is not guessed of: %s', (text) => {
    expect(languageOf(text)).toBeNull();
  });

  it('is that of the words, whatever addresses, figures and capitals stand between them', () => {
    const mail = salesMails.nl[1] ?? '';
    expect(languageOf(mail.toUpperCase())).toBe('nl');
    expect(languageOf(mail.normalize('NFD'))).toBe('nl');
    const addresses = 'https://example.com/this/is/not/what/they/wrote/and/has/the/words info@the-and-you.example ';
    expect(languageOf(addresses.repeat(5) + mail)).toBe('nl');
  });

  it('is not told of one that says everything in two', () => {
    expect(languageOf(`${salesMails.en[0]}\n\n${salesMails.nl[0]}`)).toBeNull();
    expect(languageOf(`${salesMails.es[3]}\n\n${salesMails.fr[3]}`)).toBeNull();
  });

  it('is told of a very long mail as fast as of a short one', () => {
    const long = `${salesMails.de[1]} `.repeat(20_000);
    const start = performance.now();
    expect(languageOf(long)).toBe('de');
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
