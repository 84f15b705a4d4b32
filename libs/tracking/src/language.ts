import { type NoticeLanguage, noticeLanguage } from '@openly/contracts';
import { detectAll } from 'tinyld/light';

/**
 * Tells which language a mail is written in. Two witnesses must agree: the library, which knows two dozen languages by
 * their letters and is led astray by names and borrowed words, and the small words no sentence does without. Where
 * those leave no doubt they are believed alone.
 */

/** Of a long mail the beginning tells enough. In UTF-16 units. */
const MOST_TEXT = 700;
/** The library takes its time over each word; so many are enough to hear whether it is of another opinion. */
const MOST_LOOKED_UP = 18;
/** A greeting or a name has fewer letters than this, and is guessed wrong. */
const FEWEST_LETTERS = 40;
/** Small words that must speak for the language; one that languages share counts for each of them in part. */
const FEWEST_SMALL_WORDS = 2.5;
/** How far ahead of the second a language must be by its small words. */
const CLEARLY = 1.6;
/** So many, and so far ahead of the second, need no other witness: asking the library takes as long as sending the mail. */
const BEYOND_DOUBT = 10;
const FAR_AHEAD = 4;
/** The library may put another language first by a name; this part of the first one's weight is enough. */
const NOT_AGAINST = 0.6;

const SMALL_WORDS: Readonly<Record<NoticeLanguage, string>> = {
  en: 'a about all and are as at be been but by can could did do for from had has have hi how i if in is it let me more my not of on or our please see so that the them there they this to was we were what when which who will with would you your',
  nl: 'aan als al bent bij dan dat de deze die dit door een en er even graag had hebben hebt heeft het hier hierbij hoe ik in is je jij jullie kan kunnen kunt met mijn na naar niet nog of om ons onze op ook over per tot u uit uw van voor waar wat we wel wie wij wil wilt worden wordt zijn zullen',
  de: 'aber als am an auch auf aus bei bis bitte da das dass dem den der des die dich dir du ein eine einem einen einer es euch für haben hat hätte ich ihnen ihr ihre ihren ihrer im in ist kann können könnten mir mit nach nicht noch ob oder schon sich sie sind und uns unser unsere von vor war was wer wenn wie wir wird würde zu zum zur über',
  fr: "à au aux avec avez avons bien c'est ce ces cette chez d'un dans de des du elle en est et été il j'ai je l' la le les leur mais me mes moi n'est ne nos notre nous on ou par pas plus pour pouvez qu'il que qui sa sans se si son sont sur ta te tu un une vos votre vous y",
  es: 'a al aquí como con cuando de del desde el en era es está están este esta fue ha han hasta hay he la las le les lo los más me mi muy no nos nuestra nuestro nuestros o para pero podría por que qué quién se si sí sobre somos son su sus te todavía todos tu un una usted y ya',
  it: "a abbiamo ai al alla alle allo anche che chi ci come con così cui da dal dalla dalle degli dei del della delle dello di dopo e è ecco era fa fino gli grazie ha ho i il in io la le lei lo ma mi nel nella noi non nostra nostro o ogni per perché più prima può quello questa questo qui sarà se si sì siamo sia sono su sua sul sulla sulle suo ti tra tutti un un' una vi",
  pt: 'a à ao aos as às até com como da das de deve do dos e é ela ele em esta está este estou eu foi há isso já lhe mais mas me meu na nas não nem no nos nossa nosso o os ou para pela pelo por qual quando que quem se sem será seu somos sua são também tem temos um uma vai vamos você vocês',
};

const LANGUAGES = noticeLanguage.options;

/** Small words, each with the languages that have it. */
const SPEAKS_FOR = new Map<string, NoticeLanguage[]>();
for (const language of LANGUAGES) {
  for (const word of SMALL_WORDS[language].split(' ')) {
    SPEAKS_FOR.set(word, [...(SPEAKS_FOR.get(word) ?? []), language]);
  }
}

/**
 * The language of a mail's own text, or null where that is not sure.
 * @param text plain text, without quoted mail
 */
export function languageOf(text: string): NoticeLanguage | null {
  const words = wordsOf(text);
  if (words.reduce((letters, word) => letters + word.length, 0) < FEWEST_LETTERS) return null;
  const [first, second] = bySmallWords(words);
  if (!first || first.weight < FEWEST_SMALL_WORDS || first.weight < CLEARLY * (second?.weight ?? 0)) return null;
  if (first.weight >= BEYOND_DOUBT && first.weight >= FAR_AHEAD * (second?.weight ?? 0)) return first.language;
  const letters = byLetters(words.slice(0, MOST_LOOKED_UP));
  const heaviest = Math.max(...letters.values());
  return (letters.get(first.language) ?? 0) >= NOT_AGAINST * heaviest ? first.language : null;
}

/** Lower-case words, without addresses. */
function wordsOf(text: string): string[] {
  const prose = text.slice(0, MOST_TEXT).replace(/\S+(?:@|:\/\/)\S*|www\.\S+/gi, ' ');
  return (
    prose
      .normalize('NFC')
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/\p{L}+(?:'\p{L}+)*/gu) ?? []
  );
}

function bySmallWords(words: readonly string[]): { language: NoticeLanguage; weight: number }[] {
  const weights = new Map<NoticeLanguage, number>();
  for (const word of words) {
    const languages = SPEAKS_FOR.get(word) ?? [];
    for (const language of languages) {
      weights.set(language, (weights.get(language) ?? 0) + 1 / languages.length);
    }
  }
  return [...weights].map(([language, weight]) => ({ language, weight })).sort((a, b) => b.weight - a.weight);
}

/** What the library makes of each word by itself: of a sentence it would take the first telling letters for all. */
function byLetters(words: readonly string[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const word of words) {
    for (const { lang, accuracy } of opinionOf(word)) {
      weights.set(lang, (weights.get(lang) ?? 0) + accuracy * word.length);
    }
  }
  return weights;
}

/** Of small words alone: they stand in every mail, and tell nothing of any. */
const known = new Map<string, ReturnType<typeof detectAll>>();

function opinionOf(word: string): ReturnType<typeof detectAll> {
  let opinion = known.get(word);
  if (!opinion) {
    opinion = detectAll(word);
    if (SPEAKS_FOR.has(word)) known.set(word, opinion);
  }
  return opinion;
}
