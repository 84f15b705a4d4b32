import type { NoticeLanguage } from '@openly/contracts';
import type { OwnMail } from '../mail/mail.service.js';

/** What a mail with a code says, besides the code. */
export interface ProofMail {
  /** As it is to be typed. */
  code: string;
  minutes: number;
  /** Whose mail the reader has. */
  senderEmail: string;
  /** Host of this server, and who runs it. */
  host: string;
  operator: { name: string | null; contact: string | null };
  language: NoticeLanguage;
}

/** `{code}`, `{minutes}`, `{sender}` and `{host}` stand for what is put in; no HTML. */
interface Wording {
  subject: string;
  lead: string;
  ends: string;
  why: string;
  ignore: string;
  run: string;
  operator: string;
}

const WORDINGS: Readonly<Record<NoticeLanguage, Wording>> = {
  en: {
    subject: 'Your code: {code}',
    lead: 'Type this code on the page you have open:',
    ends: 'It is good for {minutes} minutes.',
    why: 'Somebody asked for it on the page about read receipts in a mail to you from {sender}. It shows that this mailbox is yours.',
    ignore: 'If that was not you, do nothing: without the code nothing happens. Give it to nobody.',
    run: 'Sent by the Openly server {host}. This mail is not tracked.',
    operator: 'Who runs it: {operator}',
  },
  nl: {
    subject: 'Uw code: {code}',
    lead: 'Typ deze code op de pagina die u open hebt staan:',
    ends: 'Hij is {minutes} minuten geldig.',
    why: 'Iemand vroeg erom op de pagina over leesbevestigingen bij een e-mail aan u van {sender}. De code toont aan dat dit postvak van u is.',
    ignore: 'Was u dat niet? Dan hoeft u niets te doen: zonder de code gebeurt er niets. Geef hem aan niemand.',
    run: 'Verstuurd door de Openly-server {host}. Deze e-mail wordt niet gevolgd.',
    operator: 'Beheerd door: {operator}',
  },
  de: {
    subject: 'Ihr Code: {code}',
    lead: 'Geben Sie diesen Code auf der geöffneten Seite ein:',
    ends: 'Er gilt {minutes} Minuten.',
    why: 'Jemand hat ihn auf der Seite über Lesebestätigungen zu einer E-Mail von {sender} an Sie angefordert. Er zeigt, dass dieses Postfach Ihnen gehört.',
    ignore: 'Waren Sie das nicht, müssen Sie nichts tun: Ohne den Code geschieht nichts. Geben Sie ihn niemandem.',
    run: 'Gesendet vom Openly-Server {host}. Diese E-Mail wird nicht nachverfolgt.',
    operator: 'Betrieben von: {operator}',
  },
  fr: {
    subject: 'Votre code\u00a0: {code}',
    lead: 'Saisissez ce code sur la page que vous avez ouverte\u00a0:',
    ends: 'Il est valable {minutes} minutes.',
    why: 'Quelqu’un l’a demandé sur la page consacrée aux accusés de lecture d’un e-mail que {sender} vous a envoyé. Il montre que cette boîte est la vôtre.',
    ignore: 'Si ce n’était pas vous, ne faites rien\u00a0: sans le code, il ne se passe rien. Ne le donnez à personne.',
    run: 'Envoyé par le serveur Openly {host}. Cet e-mail n’est pas suivi.',
    operator: 'Exploité par\u00a0: {operator}',
  },
  es: {
    subject: 'Su código: {code}',
    lead: 'Escriba este código en la página que tiene abierta:',
    ends: 'Es válido durante {minutes} minutos.',
    why: 'Alguien lo ha pedido en la página sobre las confirmaciones de lectura de un correo que {sender} le envió. Demuestra que este buzón es suyo.',
    ignore: 'Si no ha sido usted, no haga nada: sin el código no ocurre nada. No se lo dé a nadie.',
    run: 'Enviado por el servidor Openly {host}. Este correo no se rastrea.',
    operator: 'Gestionado por: {operator}',
  },
  it: {
    subject: 'Il suo codice: {code}',
    lead: 'Digiti questo codice nella pagina che ha aperto:',
    ends: 'È valido per {minutes} minuti.',
    why: 'Qualcuno lo ha chiesto nella pagina sulle conferme di lettura di un’e-mail inviata a lei da {sender}. Dimostra che questa casella è sua.',
    ignore: 'Se non è stato lei, non faccia nulla: senza il codice non succede nulla. Non lo dia a nessuno.',
    run: 'Inviata dal server Openly {host}. Questa e-mail non è tracciata.',
    operator: 'Gestito da: {operator}',
  },
  pt: {
    subject: 'O seu código: {code}',
    lead: 'Escreva este código na página que tem aberta:',
    ends: 'É válido durante {minutes} minutos.',
    why: 'Alguém o pediu na página sobre as confirmações de leitura de um e-mail que {sender} lhe enviou. Mostra que esta caixa de correio é sua.',
    ignore: 'Se não foi você, não faça nada: sem o código nada acontece. Não o dê a ninguém.',
    run: 'Enviado pelo servidor Openly {host}. Este e-mail não é rastreado.',
    operator: 'Operado por: {operator}',
  },
};

/** The mail with a code: plain text, and the same as HTML that loads nothing. */
export function proofMail(mail: ProofMail): Omit<OwnMail, 'to'> {
  const { name, contact } = mail.operator;
  const values: Record<string, string> = {
    code: mail.code,
    minutes: String(mail.minutes),
    sender: mail.senderEmail,
    host: mail.host,
    operator: [name, contact].filter(Boolean).join(', '),
  };
  const wording = WORDINGS[mail.language];
  const say = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  const after = [`${say(wording.why)}`, say(wording.ignore)];
  const foot = [say(wording.run), ...(values.operator ? [say(wording.operator)] : [])];
  const html = (text: string) => escapeHtml(say(text));
  return {
    subject: say(wording.subject),
    text: [say(wording.lead), `    ${mail.code}`, say(wording.ends), ...after, foot.join('\n')].join('\n\n'),
    html: [
      `<!doctype html><html lang="${mail.language}"><body style="font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">`,
      `<p>${html(wording.lead)}</p>`,
      `<p style="font-family:monospace;font-size:24px;letter-spacing:2px"><b>${escapeHtml(mail.code)}</b></p>`,
      `<p>${html(wording.ends)}</p>`,
      ...after.map((sentence) => `<p>${escapeHtml(sentence)}</p>`),
      `<p style="font-size:13px">${foot.map(escapeHtml).join('<br>')}</p>`,
      '</body></html>',
    ].join('\n'),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
