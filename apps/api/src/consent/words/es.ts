import type { Words } from './en.js';

export const es: Words = {
  title: 'Confirmaciones de lectura de este correo',
  languages: 'Idioma de esta página',
  footer:
    'Esta página no usa cookies, no ejecuta scripts y no carga nada de otros sitios. Verla no cambia nada y no se registra.',

  recording: {
    badge: 'Se está registrando',
    heading: '{sender} ve cuándo abre usted este correo',
    headingSeveral: '{sender} ve cuándo se abre este correo',
    lead: 'Aquí ve lo que se ha registrado hasta ahora. Usted decide si continúa.',
  },
  asked: {
    badge: 'No se registra nada',
    heading: '{sender} desea ver cuándo abre usted sus correos. ¿Lo permite?',
    lead: 'En este correo no se registra nada: solo contiene la pregunta. Sin su permiso tampoco se registrarán correos posteriores. Si no responde, no se le volverá a preguntar durante {days} días.',
    allowed: 'Usted lo ha permitido. Puede cambiarlo en cualquier momento.',
    refused: 'Usted lo ha rechazado. No se le volverá a preguntar.',
  },
  stopped: {
    badge: 'Detenido',
    heading: 'Ya no se registra nada',
    since: 'El registro de este correo se detuvo el {time} ({ago}). Desde entonces, abrirlo no deja rastro.',
    forAll: 'Esto vale para todos los destinatarios de este correo.',
    sender: 'Usted lo ha rechazado para todos los correos de {sender}, ya enviados y futuros.',
    server:
      'Usted lo ha rechazado para todos los correos que se envían a través de este servidor, sea quien sea el remitente.',
  },
  untracked: {
    badge: 'No se registra',
    heading: 'Este correo no se registra',
    lead: 'Abrirlo no deja rastro.',
  },
  deleted: {
    badge: 'Eliminado',
    heading: 'Lo que se había registrado de este correo está eliminado',
    lead: '{sender} lo ha eliminado. Se conserva que el correo se envió, cuándo y con qué ajustes, y lo que se decidió sobre él. Abrir el correo no deja ningún rastro nuevo.',
  },

  choice: {
    heading: 'Su decisión',
    scope: 'Vale para',
    allow: 'Permitir',
    refuse: 'Rechazar',
    atOnce: 'Su decisión vale de inmediato.',
    one: 'Un rechazo vale de inmediato. Para permitirlo, usted lo confirma con un código que se envía a su dirección de correo, de modo que nadie pueda hacerlo en su nombre.',
    several:
      'Este correo tiene varios destinatarios, que comparten una misma imagen. Un rechazo para este correo vale de inmediato, para todos. Lo demás se confirma con un código que se envía a su dirección de correo: el enlace por sí solo no muestra qué buzón es el suyo.',
    severalOnly:
      'Este correo tiene varios destinatarios, que comparten una misma imagen: un rechazo vale de inmediato, para todos.',
    none: 'Las direcciones de los destinatarios de este correo ya no se conservan. Un rechazo vale de inmediato, solo para este correo.',
  },
  scopes: {
    message: 'Solo este correo',
    sender: 'Todos los correos de {sender}',
    server: 'Todos los correos enviados a través de {host}, sea quien sea el remitente',
  },
  noMail: {
    allow:
      'Este servidor no envía correos, así que nadie puede demostrar en esta página que un buzón es suyo. Por eso aquí no puede permitir nada, ni rechazar más de lo que se ofrece.',
    yours: 'Este servidor no envía correos, así que no puede comprobar en esta página de quién es un buzón.',
    write: 'Escriba en su lugar a {contact}.',
  },

  recorded: {
    heading: 'Registrado hasta ahora',
    nothing: 'Nada.',
    openings: { one: '{count} apertura', other: '{count} aperturas' },
    several:
      'De todos los destinatarios y sus servicios de correo en conjunto. Aquí no se muestran horas ni lugares: dirían a un destinatario algo de otro.',
    older: { one: '{count} registro anterior, en breve', other: '{count} registros anteriores, en breve' },
    newest: 'Estos son los {count} más recientes.',
    place: 'Un lugar es el de la red y puede no ser correcto.',
    credit: 'Lugares: {credit}.',
    link: 'Se siguió un enlace a {host}',
    clientOn: '{client} en {system}',
    confirmed: {
      reply: 'Se ha detectado una respuesta a este correo',
      click: 'Se ha seguido un enlace de este correo',
      decision: 'Se ha tomado una decisión en esta página',
    },
    confirms: 'Para el remitente, esto muestra que una persona ha leído el correo.',
    justNow: 'ahora mismo',
  },
  kinds: {
    direct: 'Abierto en un programa de correo',
    gmail_proxy: 'Abierto en Gmail',
    yahoo_proxy: 'Abierto en Yahoo Mail',
    outlook_proxy: 'Abierto en Outlook',
    other_proxy: 'Abierto a través de un servicio de correo',
    apple_privacy: 'Cargado por la protección de privacidad de Apple Mail',
    prefetch: 'Cargado de antemano por el servicio de correo',
    scanner: 'Revisado por un programa',
    self: 'Abierto por el remitente',
    duplicate: 'Cargado otra vez al momento',
  },
  confidence: {
    confirmed: 'Seguro',
    likely: 'Probablemente usted',
    machine: 'Una máquina',
  },
  grounds: {
    headers_only: 'Solo se pidieron los encabezados, como hacen los programas; así nadie ve una imagen.',
    announced_prefetch: 'El navegador indicó que cargaba de antemano, antes de que alguien mirara.',
    gmail_prefetch: 'Gmail cargó la imagen de antemano, antes de que alguien mirara.',
    bare_program: 'La pidió un programa que no indica ni navegador ni programa de correo.',
    apple_privacy: 'Apple carga todas las imágenes por sí mismo; no se puede ver si alguien miró.',
    apple_privacy_unlisted:
      'Parece Apple, que carga todas las imágenes por sí mismo, pero llegó de una dirección que no se conoce como suya.',
    many_links: 'Se siguieron varios enlaces de este correo en pocos segundos, como hacen los programas de seguridad.',
    checked_link:
      'El enlace se siguió desde la red de un servicio de correo, que revisa los enlaces antes que el destinatario.',
    gmail_proxy: 'Gmail cargó la imagen cuando alguien miró; no se sabe dónde ni con qué.',
    gmail_proxy_unlisted:
      'Se presenta como Gmail, pero llegó de una dirección que no se conoce como de Google; no se sabe dónde ni con qué.',
    yahoo_proxy: 'Yahoo Mail cargó la imagen cuando alguien miró; no se sabe dónde.',
    proton: 'Proton Mail carga las imágenes por sí mismo, mire alguien o no.',
    mail_filter: 'Cargada desde la red de un filtro de correo ({network}), para revisar el correo.',
    crawler: 'El programa se presenta como uno que busca o revisa.',
    outlook: 'Abierto en Outlook, que cargó la imagen por sí mismo.',
    mail_program: 'Abierto en un programa de correo, que cargó la imagen por sí mismo.',
    apple_mail: 'Abierto en Apple Mail o en una aplicación, que cargó la imagen por sí misma.',
    outlook_proxy: 'Los servidores de Microsoft cargaron la imagen cuando alguien miró; no se sabe dónde.',
    image_proxy: 'Un servicio de correo cargó la imagen; no se sabe dónde ni con qué.',
    relay: 'Cargada a través de un intermediario de Apple o Cloudflare, que oculta dónde está usted.',
    service_network: 'Cargada desde la red de un servicio de correo, que oculta dónde está usted.',
    data_centre: 'Cargada desde un centro de datos ({network}), así que lo más probable es que fuera un programa.',
    too_soon: 'Cargada {seconds} segundos después del envío: antes de lo que puede una persona.',
    browser: 'Cargada directamente por un navegador o una aplicación.',
    unknown_program: 'Cargada directamente, por un programa desconocido.',
    forgotten: 'Quién la cargó se olvidó antes de que pudiera evaluarse.',
    self: 'El remitente tenía el correo en pantalla en ese momento.',
    duplicate: 'Igual que otro justo antes o después: se cargó dos veces.',
  },

  facts: {
    heading: 'Cómo funciona',
    who: 'Quién lo pide',
    whoText: '{sender}, para {team}',
    server: 'Quién gestiona el servidor',
    why: 'Para qué',
    whyText: 'Para que el remitente sepa si este correo se ha abierto, y cuándo.',
    how: 'Con qué medios',
    image: 'Una imagen de un píxel en el correo, y el aviso que le ha traído aquí.',
    question:
      'Con nada en este correo. En cuanto usted lo permita, los correos posteriores llevarán una imagen de un píxel y un aviso.',
    links: 'Los enlaces de este correo pasan por este servidor antes de llegar a su destino.',
    noLinks: 'Los enlaces de este correo no se registran.',
    what: 'Qué se registra',
    whatLater: 'Qué se registraría',
    address: 'La dirección de internet solo sirve para evaluarlo y se olvida en menos de 9 minutos.',
    howLong: 'Cuánto tiempo',
    records: {
      one: 'Los registros: {count} día; después se eliminan. Se sigue sabiendo que el correo se abrió, sin cuándo ni dónde.',
      other:
        'Los registros: {count} días; después se eliminan. Se sigue sabiendo que el correo se abrió, sin cuándo ni dónde.',
    },
    addresses: {
      one: 'Su dirección de correo: {count} día después del envío.',
      other: 'Su dirección de correo: {count} días después del envío.',
    },
    decisions: 'Sus decisiones se conservan, sin su dirección, para que un rechazo se siga respetando.',
    whoSees: 'Quién puede verlo',
    whoSeesText:
      'El remitente. Quien dirige su equipo solo ve cuándo se enviaron los correos y si se abrieron. También podría verlo quien gestiona el servidor.',
    complaints: 'Reclamaciones',
    toOperator: 'A quien gestiona el servidor: {contact}.',
    toSender: 'Quien gestiona el servidor no ha indicado ninguna dirección; escriba al remitente: {contact}.',
    authority: 'También tiene derecho a reclamar ante la autoridad de protección de datos de su país.',
    notice: 'Lo que se le dijo',
    noticeText: 'Aviso, versión {version}, idioma: {language}',
    questionText: 'Pregunta, versión {version}, idioma: {language}',
    addition: 'Con palabras propias de {team}: «{addition}»',
  },
  details: {
    time: 'la hora',
    count: ['si la imagen la cargó una persona o una máquina'],
    device: ['el tipo de programa de correo'],
    country: ['el tipo de programa de correo', 'el país'],
    city: ['el tipo de programa de correo', 'un lugar, no más preciso que la ciudad'],
    links: 'qué enlaces se siguieron',
  },

  yours: {
    heading: 'Sus datos',
    text: 'Puede obtener una copia de lo que se conserva sobre usted, o hacer que se borre. Ambas cosas se confirman con un código que se envía a su dirección de correo.',
    scope: 'Se refiere a',
    copy: 'Obtener una copia',
    erase: 'Borrar',
  },

  wishes: {
    allow: 'Permitir',
    refuse: 'Rechazar',
    export: 'Obtener una copia de mis datos',
    erase: 'Borrar mis datos',
  },
  address: {
    heading: '¿Es suyo este buzón?',
    text: 'Para estar seguros de que nadie actúa en su nombre, enviamos un código a su dirección de correo. No se usa para nada más.',
    label: 'Su dirección de correo',
    hint: 'La dirección en la que recibió este correo.',
    button: 'Enviarme un código',
    invalid: 'Eso no es una dirección de correo. Compruébela, por favor.',
    limited: 'Se han pedido demasiados códigos. Inténtelo de nuevo dentro de unos minutos.',
    back: 'Volver, sin cambiar nada',
  },
  code: {
    heading: 'Introduzca el código',
    text: 'Si esa dirección es de un destinatario de este correo, hay un código en camino. Puede tardar un minuto; mire también en la carpeta de correo no deseado.',
    label: 'Código recibido por correo',
    wrong: 'Ese código no es correcto o es demasiado antiguo. No se ha cambiado nada.',
    erases: 'Lo que se conserva sobre usted se eliminará entonces definitivamente.',
    again: 'Pedir un código nuevo',
    buttons: {
      allow: 'Confirmar y permitir',
      refuse: 'Confirmar y rechazar',
      export: 'Confirmar y obtener la copia',
      erase: 'Confirmar y borrar',
    },
  },
  proven: {
    heading: 'Este buzón es suyo',
    text: 'Confirmado para {email} hasta el {time}. Hasta entonces puede decidir aquí sin otro código.',
    did: {
      allow: 'Permitido',
      refuse: 'Rechazado',
      export: 'Su copia está lista',
      erase: 'Borrado',
    },
    download: 'Descargar mi copia (JSON)',
    leave: 'Para terminar antes, cierre la página. El navegador no guarda nada de ello.',
  },
  erased: {
    heading: 'Sus datos se han borrado',
    text: 'Lo que se conservaba sobre usted se ha eliminado. Sus decisiones se conservan, sin su dirección, para que un rechazo se siga respetando.',
    back: 'A la página de este correo',
  },
  alerts: {
    proof_required: 'Para esto se necesita la prueba de que el buzón es suyo. No se ha cambiado nada.',
    proof_ended: 'El código ya no es válido. No se ha cambiado nada; pida uno nuevo, por favor.',
    limited: 'Se ha pedido demasiadas veces. No se ha cambiado nada; inténtelo de nuevo dentro de unos minutos.',
  },

  receipts: {
    heading: 'Guárdelo como prueba',
    you: { allow: 'Usted permitió', refuse: 'Usted rechazó' },
    reader: { allow: 'Un destinatario permitió', refuse: 'Un destinatario rechazó' },
    numbers: 'N.º {team} de este equipo, n.º {server} de este servidor',
    text: 'Cada decisión está encadenada a las anteriores. Quien gestiona el servidor no puede cambiarla ni omitirla después sin que estos números lo muestren.',
    download: 'Descargar como JSON',
  },

  problems: {
    nowhere: [
      'Este enlace no lleva a ninguna parte',
      'Puede que se haya cortado al copiarlo, o que el correo ya no se conserve aquí.',
      'Si viene de un correo, pruebe otra vez el enlace que contiene. Al abrir esta página no se ha registrado nada.',
    ],
    otherSite: ['Esto llegó desde otro sitio', 'No se ha cambiado nada. Abra el enlace del correo y decida allí.'],
    notUnderstood: ['No se ha entendido', 'No se ha cambiado nada. Abra el enlace del correo e inténtelo de nuevo.'],
    tooOften: ['Se ha pedido demasiadas veces', 'No se ha cambiado nada. Inténtelo de nuevo dentro de unos minutos.'],
    notNow: [
      'No ha funcionado en este momento',
      'No se ha cambiado nada. Inténtelo de nuevo dentro de unos minutos con el enlace del correo.',
    ],
    failed: ['No ha funcionado', 'No se ha cambiado nada. Abra el enlace del correo e inténtelo de nuevo.'],
  },
};
