import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { NoticeLanguage } from '@openly/contracts';

/** The words a mail tells its readers with that it is recorded, or asks them with whether later ones may be. */

/** Version of the texts below; a new wording gets a new version and the old one stays, to be removable. */
const NOTICE_VERSION = 1;
const QUESTION_VERSION = 1;

export interface Wording {
  /**
   * What happens or is asked, `{sender}` standing for the sender's name. No HTML. It begins with
   * fixed words, so that its beginning is found again whatever stands before it.
   */
  readonly told: string;
  /** Text of the link to the reader's page. */
  readonly link: string;
}

type Wordings = Readonly<Record<NoticeLanguage, Readonly<Record<number, Wording>>>>;

/** Of a mail with a pixel. */
const NOTICES: Wordings = {
  en: {
    1: {
      told: 'Read receipt requested by {sender}: opening this mail is recorded.',
      link: 'See what, or stop it.',
    },
  },
  nl: {
    1: {
      told: 'Leesbevestiging gevraagd door {sender}: het openen van deze e-mail wordt vastgelegd.',
      link: 'Bekijk wat er wordt vastgelegd, of stop dit.',
    },
  },
  de: {
    1: {
      told: 'Lesebestätigung angefordert von {sender}: Das Öffnen dieser E-Mail wird erfasst.',
      link: 'Ansehen, was erfasst wird, oder beenden.',
    },
  },
  fr: {
    1: {
      told: 'Accusé de lecture demandé par {sender}\u00a0: toute ouverture de cet e-mail est enregistrée.',
      link: 'Voir ce qui est enregistré, ou y mettre fin.',
    },
  },
  es: {
    1: {
      told: 'Confirmación de lectura solicitada por {sender}: se registra la apertura de este correo.',
      link: 'Ver qué se registra, o detenerlo.',
    },
  },
  it: {
    1: {
      told: 'Conferma di lettura richiesta da {sender}: ogni apertura di questa e-mail viene registrata.',
      link: 'Vedere cosa viene registrato, o interrompere.',
    },
  },
  // In words that Portugal and Brazil share: they differ over "registada" and "registrada".
  pt: {
    1: {
      told: 'Confirmação de leitura solicitada por {sender}: são armazenados dados sobre a abertura deste e-mail.',
      link: 'Ver quais são, ou interromper.',
    },
  },
};

/** Of a mail without one, to readers who have not allowed it yet. */
const QUESTIONS: Wordings = {
  en: {
    1: {
      told: 'Read receipts requested by {sender}: may it be recorded when you open their mails? This mail records nothing.',
      link: 'Allow or refuse here.',
    },
  },
  nl: {
    1: {
      told: 'Leesbevestigingen gevraagd door {sender}: mag worden vastgelegd dat u e-mails opent? Deze e-mail legt niets vast.',
      link: 'Hier toestaan of weigeren.',
    },
  },
  de: {
    1: {
      told: 'Lesebestätigungen erbeten von {sender}: Darf erfasst werden, wann Sie E-Mails öffnen? Diese E-Mail erfasst nichts.',
      link: 'Hier erlauben oder ablehnen.',
    },
  },
  fr: {
    1: {
      told: 'Accusés de lecture souhaités par {sender}\u00a0: acceptez-vous que les ouvertures de ses e-mails soient enregistrées\u00a0? Cet e-mail ne recueille rien.',
      link: 'Accepter ou refuser ici.',
    },
  },
  es: {
    1: {
      told: 'Confirmaciones de lectura solicitadas por {sender}: ¿permite que se registre la apertura de sus correos? Este correo no registra nada.',
      link: 'Permitir o rechazar aquí.',
    },
  },
  it: {
    1: {
      told: 'Conferme di lettura richieste da {sender}: permette che venga registrata ogni apertura delle sue e-mail? Questa e-mail non registra nulla.',
      link: 'Permettere o rifiutare qui.',
    },
  },
  pt: {
    1: {
      told: 'Confirmações de leitura solicitadas por {sender}: permite que sejam armazenados dados sobre a abertura dos seus e-mails? Este e-mail não armazena nada.',
      link: 'Permitir ou recusar aqui.',
    },
  },
};

export const ALL_WORDINGS = [NOTICES, QUESTIONS].flatMap((wordings) =>
  Object.values(wordings).flatMap((versions) => Object.values(versions)),
);

/**
 * The words a reader is told with, as they are proven later: version and language, for example `1.nl`.
 * @param addition what the sender's team tells besides: its SHA-256 stands between, `1.add-<64 hexadecimal digits>.nl`
 */
export const noticeVersion = (language: NoticeLanguage, addition: string | null = null) =>
  versionWith(`${NOTICE_VERSION}`, language, addition);

/** The words a reader is asked with, as they are proven later, for example `1.ask.nl`; with an addition as of a notice. */
export const questionVersion = (language: NoticeLanguage, addition: string | null = null) =>
  versionWith(`${QUESTION_VERSION}.ask`, language, addition);

const versionWith = (words: string, language: NoticeLanguage, addition: string | null) =>
  `${words}${addition === null ? '' : `.add-${bytesToHex(sha256(utf8ToBytes(addition)))}`}.${language}`;

/** The SHA-256, in hexadecimal, of the addition that a version names; null where there was none. */
export const additionIn = (version: string): string | null => /\.add-([0-9a-f]{64})\./.exec(version)?.[1] ?? null;

/** The words in use. */
export const wordingOf = (language: NoticeLanguage, asks: boolean) =>
  (asks ? QUESTIONS[language][QUESTION_VERSION] : NOTICES[language][NOTICE_VERSION]) as Wording;
