import type { Words } from './en.js';

export const fr: Words = {
  title: 'Accusés de lecture de cet e-mail',
  languages: 'Langue de cette page',
  footer:
    'Cette page ne dépose aucun cookie, n’exécute aucun script et ne charge rien d’ailleurs. La consulter ne change rien et n’est pas enregistré.',

  recording: {
    badge: 'Enregistrement en cours',
    heading: '{sender} voit quand vous ouvrez cet e-mail',
    headingSeveral: '{sender} voit quand cet e-mail est ouvert',
    lead: 'Voici ce qui a été enregistré jusqu’ici. C’est vous qui décidez si cela continue.',
  },
  asked: {
    badge: 'Rien n’est enregistré',
    heading: '{sender} souhaite voir quand vous ouvrez ses e-mails. L’autorisez-vous\u00a0?',
    lead: 'Dans cet e-mail, rien n’est enregistré\u00a0: il ne contient que la question. Sans votre autorisation, les e-mails suivants ne le seront pas non plus. Si vous ne répondez pas, la question ne vous sera pas reposée avant {days} jours.',
    allowed: 'Vous l’avez autorisé. Vous pouvez changer d’avis à tout moment.',
    refused: 'Vous l’avez refusé. La question ne vous sera plus posée.',
  },
  stopped: {
    badge: 'Arrêté',
    heading: 'Plus rien n’est enregistré',
    since: 'L’enregistrement de cet e-mail a été arrêté le {time} ({ago}). Depuis, l’ouvrir ne laisse aucune trace.',
    forAll: 'Cela vaut pour tous les destinataires de cet e-mail.',
    sender: 'Vous l’avez refusé pour tous les e-mails de {sender}, déjà envoyés et à venir.',
    server: 'Vous l’avez refusé pour tous les e-mails envoyés par ce serveur, quel qu’en soit l’expéditeur.',
  },
  untracked: {
    badge: 'Non enregistré',
    heading: 'Cet e-mail n’est pas enregistré',
    lead: 'L’ouvrir ne laisse aucune trace.',
  },
  deleted: {
    badge: 'Supprimé',
    heading: 'Ce qui avait été enregistré sur cet e-mail est supprimé',
    lead: '{sender} l’a supprimé. Restent conservés le fait que l’e-mail a été envoyé, quand et avec quels réglages, et ce qui a été décidé à son sujet. Ouvrir l’e-mail ne laisse aucune nouvelle trace.',
  },

  choice: {
    heading: 'Votre choix',
    scope: 'Il vaut pour',
    allow: 'Autoriser',
    refuse: 'Refuser',
    atOnce: 'Votre choix prend effet immédiatement.',
    one: 'Un refus prend effet immédiatement. Une autorisation se confirme par un code envoyé à votre adresse e-mail, afin que personne ne puisse la donner en votre nom.',
    several:
      'Cet e-mail a plusieurs destinataires, qui partagent une même image. Un refus pour cet e-mail prend effet immédiatement, pour tous. Tout le reste se confirme par un code envoyé à votre adresse e-mail\u00a0: le lien seul n’indique pas quelle boîte est la vôtre.',
    severalOnly:
      'Cet e-mail a plusieurs destinataires, qui partagent une même image\u00a0: un refus prend effet immédiatement, pour tous.',
    none: 'Les adresses des destinataires de cet e-mail ne sont plus conservées. Un refus prend effet immédiatement, pour cet e-mail seulement.',
  },
  scopes: {
    message: 'Cet e-mail seulement',
    sender: 'Tous les e-mails de {sender}',
    server: 'Tous les e-mails envoyés par {host}, quel qu’en soit l’expéditeur',
  },
  noMail: {
    allow:
      'Ce serveur n’envoie pas d’e-mails\u00a0: personne ne peut donc prouver sur cette page qu’une boîte est la sienne. C’est pourquoi vous ne pouvez ici rien autoriser, ni refuser davantage que ce qui est proposé.',
    yours: 'Ce serveur n’envoie pas d’e-mails et ne peut donc pas vérifier sur cette page à qui appartient une boîte.',
    write: 'Veuillez écrire à {contact}.',
  },

  recorded: {
    heading: 'Enregistré jusqu’ici',
    nothing: 'Rien.',
    openings: { one: '{count} ouverture', other: '{count} ouvertures' },
    several:
      'Tous les destinataires et leurs services de messagerie ensemble. Les heures et les lieux ne sont pas indiqués ici\u00a0: ils renseigneraient un destinataire sur un autre.',
    older: {
      one: '{count} enregistrement plus ancien, en bref',
      other: '{count} enregistrements plus anciens, en bref',
    },
    newest: 'Voici les {count} plus récents.',
    place: 'Un lieu est celui du réseau et peut être inexact.',
    credit: 'Lieux\u00a0: {credit}.',
    link: 'Lien suivi vers {host}',
    clientOn: '{client} sous {system}',
    confirmed: {
      reply: 'Une réponse à cet e-mail a été constatée',
      click: 'Un lien de cet e-mail a été suivi',
      decision: 'Un choix a été fait sur cette page',
    },
    confirms: 'Pour l’expéditeur, cela montre qu’une personne a lu l’e-mail.',
    justNow: 'à l’instant',
  },
  kinds: {
    direct: 'Ouvert dans un logiciel de messagerie',
    gmail_proxy: 'Ouvert dans Gmail',
    yahoo_proxy: 'Ouvert dans Yahoo Mail',
    outlook_proxy: 'Ouvert dans Outlook',
    other_proxy: 'Ouvert par un service de messagerie',
    apple_privacy: 'Chargé par la protection de confidentialité d’Apple Mail',
    prefetch: 'Chargé à l’avance par le service de messagerie',
    scanner: 'Contrôlé par un programme',
    self: 'Ouvert par l’expéditeur',
    duplicate: 'Chargé une deuxième fois aussitôt',
  },
  confidence: {
    confirmed: 'Certain',
    likely: 'Probablement vous',
    machine: 'Une machine',
  },
  grounds: {
    headers_only:
      'Seuls les en-têtes ont été demandés, comme le font les programmes\u00a0; personne ne voit ainsi une image.',
    announced_prefetch: 'Le navigateur a indiqué qu’il chargeait à l’avance, avant que quelqu’un ne regarde.',
    gmail_prefetch: 'Gmail a chargé l’image à l’avance, avant que quelqu’un ne regarde.',
    bare_program: 'Chargé par un programme qui n’indique ni navigateur ni logiciel de messagerie.',
    apple_privacy: 'Apple charge chaque image de lui-même\u00a0; on ne peut pas voir si quelqu’un a regardé.',
    apple_privacy_unlisted:
      'Cela ressemble à Apple, qui charge chaque image de lui-même, mais vient d’une adresse qui n’est pas connue comme la sienne.',
    many_links:
      'Plusieurs liens de cet e-mail ont été suivis en quelques secondes, comme le font les logiciels de sécurité.',
    checked_link:
      'Le lien a été suivi depuis le réseau d’un service de messagerie, qui contrôle les liens avant le destinataire.',
    gmail_proxy: 'Gmail a chargé l’image quand quelqu’un a regardé\u00a0; le lieu et l’appareil restent cachés.',
    gmail_proxy_unlisted:
      'Se présente comme Gmail, mais vient d’une adresse qui n’est pas connue comme celle de Google\u00a0; le lieu et l’appareil restent cachés.',
    yahoo_proxy: 'Yahoo Mail a chargé l’image quand quelqu’un a regardé\u00a0; le lieu reste caché.',
    proton: 'Proton Mail charge les images de lui-même, que quelqu’un regarde ou non.',
    mail_filter: 'Chargé depuis le réseau d’un filtre de messagerie ({network}), pour contrôler l’e-mail.',
    crawler: 'Le programme se présente comme un outil de recherche ou de contrôle.',
    outlook: 'Ouvert dans Outlook, qui a chargé l’image lui-même.',
    mail_program: 'Ouvert dans un logiciel de messagerie, qui a chargé l’image lui-même.',
    apple_mail: 'Ouvert dans Apple Mail ou une application, qui a chargé l’image elle-même.',
    outlook_proxy: 'Les serveurs de Microsoft ont chargé l’image quand quelqu’un a regardé\u00a0; le lieu reste caché.',
    image_proxy: 'Un service de messagerie a chargé l’image\u00a0; le lieu et l’appareil restent cachés.',
    relay: 'Chargé par un relais d’Apple ou de Cloudflare, qui cache où vous êtes.',
    service_network: 'Chargé depuis le réseau d’un service de messagerie, qui cache où vous êtes.',
    data_centre: 'Chargé depuis un centre de données ({network}), donc très probablement par un programme.',
    too_soon: 'Chargé {seconds} secondes après l’envoi\u00a0: plus vite qu’une personne ne le peut.',
    browser: 'Chargé directement par un navigateur ou une application.',
    unknown_program: 'Chargé directement, par un programme inconnu.',
    forgotten: 'L’origine a été oubliée avant de pouvoir être évaluée.',
    self: 'L’expéditeur avait lui-même l’e-mail sous les yeux à ce moment.',
    duplicate: 'Identique à un autre juste avant ou après\u00a0: il a été chargé deux fois.',
  },

  facts: {
    heading: 'Comment cela fonctionne',
    who: 'Qui le demande',
    whoText: '{sender}, pour {team}',
    server: 'Qui gère le serveur',
    why: 'Dans quel but',
    whyText: 'Pour que l’expéditeur sache si cet e-mail a été ouvert, et quand.',
    how: 'Par quel moyen',
    image: 'Une image d’un pixel dans l’e-mail, et l’avis qui vous a mené ici.',
    question:
      'Rien dans cet e-mail. Dès que vous l’autorisez, les e-mails suivants contiennent une image d’un pixel et un avis.',
    links: 'Les liens de cet e-mail passent par ce serveur avant d’arriver à destination.',
    noLinks: 'Les liens de cet e-mail ne sont pas enregistrés.',
    what: 'Ce qui est enregistré',
    whatLater: 'Ce qui serait enregistré',
    address: 'L’adresse internet ne sert qu’à évaluer cela et est oubliée en moins de 9 minutes.',
    howLong: 'Combien de temps',
    records: {
      one: 'Les enregistrements\u00a0: {count} jour, puis ils sont supprimés. On sait encore que l’e-mail a été ouvert, mais ni quand ni où.',
      other:
        'Les enregistrements\u00a0: {count} jours, puis ils sont supprimés. On sait encore que l’e-mail a été ouvert, mais ni quand ni où.',
    },
    addresses: {
      one: 'Votre adresse e-mail\u00a0: {count} jour après l’envoi.',
      other: 'Votre adresse e-mail\u00a0: {count} jours après l’envoi.',
    },
    decisions: 'Vos choix sont conservés, sans votre adresse, afin qu’un refus reste respecté.',
    whoSees: 'Qui peut le voir',
    whoSeesText:
      'L’expéditeur. Les responsables de son équipe voient seulement quand les e-mails ont été envoyés et s’ils ont été ouverts. L’exploitant du serveur pourrait le voir aussi.',
    complaints: 'Réclamations',
    toOperator: 'Auprès de l’exploitant du serveur\u00a0: {contact}.',
    toSender: 'L’exploitant du serveur n’a pas indiqué d’adresse\u00a0; écrivez à l’expéditeur\u00a0: {contact}.',
    authority:
      'Vous avez aussi le droit d’introduire une réclamation auprès de l’autorité de protection des données de votre pays.',
    notice: 'Ce qui vous a été dit',
    noticeText: 'Avis, version {version}, langue\u00a0: {language}',
    questionText: 'Question, version {version}, langue\u00a0: {language}',
    addition: 'Avec des mots propres à {team}\u00a0: «\u00a0{addition}\u00a0»',
  },
  details: {
    time: 'l’heure',
    count: ['si une personne ou une machine a chargé l’image'],
    device: ['le type de logiciel de messagerie'],
    country: ['le type de logiciel de messagerie', 'le pays'],
    city: ['le type de logiciel de messagerie', 'un lieu, pas plus précis que la ville'],
    links: 'les liens suivis',
  },

  yours: {
    heading: 'Vos données',
    text: 'Vous pouvez obtenir une copie de ce qui est conservé à votre sujet, ou le faire effacer. Les deux se confirment par un code envoyé à votre adresse e-mail.',
    scope: 'Concernant',
    copy: 'Obtenir une copie',
    erase: 'Effacer',
  },

  wishes: {
    allow: 'Autoriser',
    refuse: 'Refuser',
    export: 'Obtenir une copie de mes données',
    erase: 'Effacer mes données',
  },
  address: {
    heading: 'Cette boîte est-elle la vôtre\u00a0?',
    text: 'Pour être sûrs que personne n’agit en votre nom, nous envoyons un code à votre adresse e-mail. Elle ne sert à rien d’autre.',
    label: 'Votre adresse e-mail',
    hint: 'Celle à laquelle vous avez reçu cet e-mail.',
    button: 'M’envoyer un code',
    invalid: 'Ce n’est pas une adresse e-mail. Veuillez la vérifier.',
    limited: 'Trop de codes ont été demandés. Veuillez réessayer dans quelques minutes.',
    back: 'Retour, sans rien changer',
  },
  code: {
    heading: 'Saisissez le code',
    text: 'Si cette adresse est celle d’un destinataire de cet e-mail, un code est en route. Cela peut prendre une minute\u00a0; regardez aussi dans le dossier des indésirables.',
    label: 'Code reçu par e-mail',
    wrong: 'Ce code est faux ou trop ancien. Rien n’a été changé.',
    erases: 'Ce qui est conservé à votre sujet sera alors supprimé définitivement.',
    again: 'Demander un nouveau code',
    buttons: {
      allow: 'Confirmer et autoriser',
      refuse: 'Confirmer et refuser',
      export: 'Confirmer et obtenir la copie',
      erase: 'Confirmer et effacer',
    },
  },
  proven: {
    heading: 'Cette boîte est la vôtre',
    text: 'Confirmé pour {email} jusqu’au {time}. Jusque-là, vous pouvez décider ici sans nouveau code.',
    did: {
      allow: 'Autorisé',
      refuse: 'Refusé',
      export: 'Votre copie est prête',
      erase: 'Effacé',
    },
    download: 'Télécharger ma copie (JSON)',
    leave: 'Pour y mettre fin plus tôt, fermez la page. Le navigateur n’en garde rien.',
  },
  erased: {
    heading: 'Vos données sont effacées',
    text: 'Ce qui était conservé à votre sujet est supprimé. Vos choix sont conservés, sans votre adresse, afin qu’un refus reste respecté.',
    back: 'Vers la page de cet e-mail',
  },
  alerts: {
    proof_required: 'Pour cela, il faut la preuve que la boîte est la vôtre. Rien n’a été changé.',
    proof_ended: 'Le code n’est plus valable. Rien n’a été changé\u00a0; veuillez en demander un nouveau.',
    limited: 'Cela a été demandé trop souvent. Rien n’a été changé\u00a0; veuillez réessayer dans quelques minutes.',
  },

  receipts: {
    heading: 'À conserver comme preuve',
    you: { allow: 'Vous avez autorisé', refuse: 'Vous avez refusé' },
    reader: { allow: 'Un destinataire a autorisé', refuse: 'Un destinataire a refusé' },
    numbers: 'N°\u00a0{team} de cette équipe, n°\u00a0{server} de ce serveur',
    text: 'Chaque choix est enchaîné à ceux qui le précèdent. L’exploitant du serveur ne peut ni le modifier ni l’omettre après coup sans que ces numéros ne le montrent.',
    download: 'Télécharger en JSON',
  },

  problems: {
    nowhere: [
      'Ce lien ne mène nulle part',
      'Il a peut-être été coupé lors de la copie, ou l’e-mail n’est plus conservé ici.',
      'Si vous venez d’un e-mail, essayez encore une fois le lien qu’il contient. L’ouverture de cette page n’a rien enregistré.',
    ],
    otherSite: [
      'Cela venait d’un autre site',
      'Rien n’a été changé. Ouvrez le lien de l’e-mail et faites-y votre choix.',
    ],
    notUnderstood: ['Cela n’a pas été compris', 'Rien n’a été changé. Ouvrez le lien de l’e-mail et réessayez.'],
    tooOften: ['Cela a été demandé trop souvent', 'Rien n’a été changé. Veuillez réessayer dans quelques minutes.'],
    notNow: [
      'Cela n’a pas fonctionné pour le moment',
      'Rien n’a été changé. Veuillez réessayer dans quelques minutes avec le lien de l’e-mail.',
    ],
    failed: ['Cela n’a pas fonctionné', 'Rien n’a été changé. Ouvrez le lien de l’e-mail et réessayez.'],
  },
};
