//! Spanish of both sides of the ocean, as customers write it: without accents and without the opening
//! marks, "no anda", "no jala", "no va".

use super::{Cue, Language};

pub(super) const SPANISH: Language = Language {
    code: "es",
    cues: CUES,
    doubts: r"\b(?:pero|aunque|sin embargo|todavia|aun|sigue|siguen|hasta|salvo|excepto)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[
        r"\b(?:pero|aunque|sin embargo|luego|despues|hasta que|salvo|excepto|menos|todavia|sigue\w*|y se|a ratos|a veces)\b",
    ],
    questions: r"^~* ?(?:cuando|ya (?:esta|estara|lo|se)[^.!]*\?|esta[rn]?\w* [^.!]*\?|sabe\w* (?:si|cuando)|alguien sabe)\b",
    courtesies: r"^(?:(?:(?:hola|buenas|buenos dias|buenas (?:tardes|noches)|estimad[oa]s?)(?: (?:a todos|equipo|que tal|senores))*|(?:(?:muchas |mil )?gracias|saludos|un saludo|cordial saludo|atentamente)(?: (?:de antemano|por (?:su|vuestra|la) (?:ayuda|atencion|respuesta)|por todo|y saludos|y un saludo))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:por que|porque|xq|como es que|como es posible)\b",
    far_beginnings: &[],
};

const CUES: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:no|nunca|tampoco|ya no|nada|ni) (?:(?:me|te|se|le|nos|les|lo|la) ){0,2}(?:(?:esta|estan|estaba|es|son|fue|ha|han|quiere) )?(?:funcion\w*|funca\w*|sirv\w*|va|van|anda|andan|andaba|jala|furula|tira|carg\w*|abr[aei]\w*|respond\w*|inici\w*|arranc\w*|conect\w*|sincroniz\w*|actualiz\w*|guard\w*|muestr\w*|aparec\w*|deja|dejan|permit\w*|enciend\w*|descarg\w*|entra|entran|sal[ei]\w*|acept\w*|reconoc\w*|proces\w*|reproduc\w*|pasa nada|hace nada|disponibl\w*)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:dejo|dejaron|deja|ha dejado|han dejado|paro) de (?:funcionar|andar|cargar|abrir|ir|responder|sincronizar|servir)\b|\bsin (?:funcionar|servicio|responder)\b|\bfuera de servicio\b|\bnada funciona\b",
    ),
    (Cue::NotWork, r"\bno (?:devuelve|encuentra|muestra|da|pasa|sale) (?:\w+ )?(?:nada|(?:ningun )?resultados?)\b"),
    (
        Cue::Unable,
        r"\b(?:no|ni|tampoco|ya no) (?:(?:me|se|nos|lo|la) ){0,2}(?:puedo|puede|pueden|podemos|pude|podia|pudo|pudimos|logro|logra|logramos|consigo|consegui|consigue|conseguimos|hay (?:manera|forma|modo))\b|\b(?:imposible|incapaz)\b",
    ),
    (
        Cue::NotReceived,
        r"\b(?:no|nunca|ni|nada) (?:(?:me|se|nos|le|lo|la) ){0,2}(?:(?:ha|han|he|hemos|esta|habia) )?(?:llegad\w*|llega|llego|llegan|llegaron|recib\w*|aparecid\w*|abonad\w*|abonaron|acreditad\w*|acredito|acreditan|reembols\w*|devuelv\w*|devuelto|devolvi\w*|entregad\w*|entregaron|ingresad\w*|reflej\w*|mandad\w*|mandaron|enviad\w*|enviaron)\b|\bsin recibir\b",
    ),
    (
        Cue::Fail,
        r"\b(?:fall[aeo]|fallan|fallo|fallos|fallas|fallando|fallaba|falla(?:do|ron)|fallid\w*|fracas\w*|sin exito|en vano)\b",
    ),
    (
        Cue::Crash,
        r"\b(?:se (?:(?:me|te|nos|le) )?(?:ha |han )?(?:cierra|cierran|cerro|cerrado|cuelga|cuelgan|colgo|colgado|congela|congelo|traba|trabo|tilda|tildo|peta|crashea|reinicia|apaga|queda (?:\w+ )?(?:congelad\w*|colgad\w*|pegad\w*|trabad\w*|pillad\w*|en (?:blanco|negro))|quedo (?:\w+ )?(?:congelad\w*|colgad\w*|pegad\w*|en (?:blanco|negro)))|colgad[oa]|congelad[oa]|trabad[oa]|tildad[oa]|crashe\w*|cuelgues?|pantalla (?:\w+ )?(?:negra|blanca|en blanco|en negro)|pagina en blanco)\b",
    ),
    (Cue::Error, r"\b(?:errores|excepcion|tiempo de espera|algo (?:salio|ha ido|fue|anda) mal)\b"),
    (
        Cue::Bug,
        r"\b(?:rot[oa]s?|averiad\w*|averia|danad\w*|descompuest\w*|defectuos\w*|estropead\w*|bugue\w*|corrupt\w*|buguead\w*)\b",
    ),
    (
        Cue::Down,
        r"\b(?:caid[oa]s?|se (?:ha |han |me )?(?:cayo|caido|cae|cayeron)|fuera de linea|interrupcion|caida del (?:servicio|sistema)|(?:no hay|sin) (?:sistema|servicio))\b",
    ),
    (
        Cue::Declined,
        r"\b(?:rechaz\w*|deneg\w*|denieg\w*|declin\w*|bloque(?:ad\w*|o|aron|a)|suspendid\w*|(?:fue|ha sido|me han|han|se ha|esta|aparece) (?:\w+ )?cancelad\w*|cancelaron|revertid\w*|devuelt[oa]|inhabilitad\w*|desactivad\w*|caducad\w*|invalid[oa]|me (?:saca|echa|expulsa|bota|desloguea))\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:atascad\w*|atorad\w*|estancad\w*|(?:sigue|esta|aparece|queda|quedo|como|continua|sale) (?:\w+ )?pendiente\w*|en bucle|bucle|(?:se queda|quedo|se quedo|queda) (?:\w+ ){0,2}(?:cargando|pensando|en (?:el|la) (?:\w+ )?(?:pantalla|pagina|paso|inicio|logo|logotipo|carga)|dando vueltas)|cargando (?:\w+ )?(?:sin parar|eternamente|siempre|todo el (?:rato|tiempo)|infinit\w*|y no))\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:(?:funciona\w*|va|van|esta|estan|sale|salio|anda|muy|cobrad\w*|todo|cobro|calcula\w*) (?:\w+ )?mal|incorrect\w*|equivocad\w*|errone\w*|inexact\w*|no (?:coincide\w*|cuadra\w*|corresponde\w*|es correct\w*|es lo que))\b",
    ),
    (Cue::Amount, r"\b(?:de mas|de menos|en lugar de|en vez de|menos de lo|mas de lo|cobrado demasiado)\b"),
    (
        Cue::Double,
        r"\b(?:dos veces|2 veces|tres veces|varias veces|duplicad\w*|por duplicado|(?:doble|dobles) (?:cobro|cargo|pago)s?|(?:cobro|cargo|pago)s? dobles?|dos (?:cobros|cargos) (?:iguales|por))\b",
    ),
    (
        Cue::Unknown,
        r"\b(?:(?:cargo|cobro|movimiento|pago)s? (?:\w+ )?desconocid\w*|no (?:los |lo |la )?(?:reconozco|autorice|he (?:hecho|autorizado|realizado)|hice|realice)|no autorizad\w*|(?:cobrad\w*|cobraron|cobran|cobro) (?:\w+ ){0,8}(?:cancel\w*|di de baja))\b",
    ),
    (
        Cue::Missing,
        r"\b(?:(?:me|nos|les) faltan?|desaparec\w*|(?:se (?:me |nos )?(?:perdio|perdieron|borro|borraron|han perdido|han borrado|ha borrado))|no (?:hay|tengo) (?:senal|conexion|internet|sonido|acceso|red|imagen)|sin (?:senal|conexion|internet|sonido|acceso|red))\b|(?:^|[,.!] )faltan?\b",
    ),
    (
        Cue::Slow,
        r"\b(?:lent[oa]s?|lentisim\w*|lentitud|tarda\w* (?:mucho|demasiado|una eternidad|horas|siglos|minutos|un monton)|retras\w*|demora(?:d\w*|ndo)?|eternidad)\b",
    ),
    (
        Cue::Issue,
        r"\b(?:(?:un|el|este|mismo|tengo|tenemos|hay|gran|grave|serios?|varios|algun|dando|con|muchos|tuve) (?:\w+ )?(?:problemas?|inconvenientes?|incidencias?|dificultad\w*)|(?:problemas?|inconvenientes?) (?:con|de|en|al|para|desde))\b",
    ),
    (Cue::Issue, r"^problemas?\b"),
    (
        Cue::Still,
        r"\b(?:todavia|aun|sigue\w*|sigo|seguimos|continua\w*) (?:\w+ ){0,2}(?:no|sin|igual|mal|esperando|pendiente\w*|caid\w*|dando|con)\b",
    ),
    (
        Cue::Waiting,
        r"\b(?:esper(?:o|ando|amos) (?:\w+ ){0,4}(?:dias?|horas?|semanas?|desde|hace)|llev[oa]\w* (?:\w+ ){0,5}(?:dias?|horas?|semanas?|minutos?|esperando|intentando|rato)|desde (?:ayer|hace|esta manana|anoche|hoy|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|la (?:ultima )?actualizacion|que (?:actualic\w*|actualizaron))|hace (?:\w+ ){1,3}(?:dias|horas|semanas) que|ya van (?:\w+ ){1,2}(?:dias|horas|semanas|meses))\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:ya no|de repente|de pronto|cada vez que|siempre que (?:intento|quiero)|(?:tras|despues de|con|desde) (?:la |el )?(?:ultima |nueva )?actualizaci\w*|antes (?:si )?(?:funcionaba|iba|podia|andaba|me dejaba)|ayer (?:si )?(?:funcionaba|iba|andaba))\b",
    ),
    (
        Cue::WhyNeg,
        r"(?:\b(?:por que|xq|como es que|como es posible)\b|^~?porque\b)[^.?!]*\b(?:no|rechaz\w*|deneg\w*|bloque\w*|falla|fallo|pendiente\w*|dos veces|cancel\w*|mal|devuelt\w*|desaparec\w*|cobrado|cobraron)\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:que (?:pasa|paso|ocurre|ha pasado|esta pasando|sucede|sucedio) (?:con|en|a|hoy)|que (?:paso|ha pasado)\b|donde (?:esta|estan|quedo) (?:mi|mis|el|la) (?:\w+ )?(?:dinero|pago|pedido|reembolso|transferencia|paquete|devolucion|deposito|plata))\b",
    ),
    (
        Cue::Useless,
        r"\b(?:inutil\w*|mierda|basura|pesim[oa]|verguenza|vergonzos\w*|estafa\w*|horrible|hart[oa]|frustra\w*|lamentable|desastre)\b",
    ),
    (
        Cue::FixIt,
        r"\b(?:arregl(?:en|ad|enlo|adlo|uen|uenlo|alo) (?:esto|eso|la|el|por favor|ya|de una vez)|arreglenlo|arregladlo|(?:por favor|favor de) (?:\w+ )?(?:arregl\w*|solucion\w*|corrij\w*|corregir|revis\w*|repar\w*)|solucion(?:en|ad|enlo|adlo)|(?:pueden|podrian|podeis) (?:arreglar|solucionar|revisar)\w*|hay que arreglar)\b",
    ),
    (
        Cue::HowTo,
        r"\bcomo (?:puedo|podemos|se (?:hace|puede|cambia|activa|usa|paga)|hago|cambio|cambiar|hacer|activo|activar|cancelo|cancelar|obtengo|agrego|anado|configuro|elimino|consigo|doy|funciona (?:el|la|lo)|pago|recupero|descargo|solicito)\b|\bcuant[oa]s? (?:cuesta\w*|vale\w*|es|son|puedo|cobra\w*|dinero|tarjetas|veces|debo)\b|\b(?:pasos para|explic\w*|cual es (?:el|la))\b",
    ),
    (Cue::HowLong, r"\bcuanto (?:tiempo|tarda\w*|demora\w*|tengo que esperar)\b|\ben cuantos dias\b"),
    (
        Cue::CanI,
        r"(?:^|[.?!,] |~)(?:puedo|podria|podrian|podeis|puede|pueden|se puede|es posible|hay (?:alguna|algun|forma|manera|posibilidad)|tienen|teneis|aceptan|aceptais|ofrecen|existe|me (?:puede|podria)\w*|debo|hace falta)\b",
    ),
    (
        Cue::WhInfo,
        r"~(?:que|cual|cuales|quien|cuando|donde|a donde)\b|^(?:cual|cuales|quien|cuando (?:abre|abren|cierra\w*|llega\w*|sale|estara)|donde|a que|que (?:horarios?|precios?|tarjetas?|metodos?|dias?))\b",
    ),
    (Cue::Want, r"\b(?:quiero|quisiera|queria|me gustaria|necesito|estoy (?:buscando|interesad\w*)|deseo|desearia)\b"),
    (
        Cue::Hypothetical,
        r"\b(?:que (?:pasa|pasaria|sucede|ocurre) si|en caso de|si (?:pierdo|se pierde|olvido|me roban|viajo))\b",
    ),
    (
        Cue::Request,
        r"\b(?:(?:seria|estaria) (?:\w+ ){0,2}(?:bueno|genial|bien|ideal|util|perfecto|estupendo|lindo|chevere|interesante)|(?:podrian|podeis|deberian|pueden) (?:agregar|anadir|incluir|incorporar|poner|implementar|permitir)|sugerencia\w*|sugiero|(?:agreguen|anadan|pongan|incluyan|anadid)|echo en falta|me gustaria (?:que|poder|tener))\b",
    ),
    (
        Cue::Praise,
        r"\b(?:excelente\w*|genial\w*|precios[oa]s?|bonit[oa]s?|perfect\w*|me encanta\w*|estupend\w*|maravillos\w*|muy (?:buen\w*|bien|util|facil|practic\w*|content\w*|amable\w*|satisfech\w*)|buenisim\w*|fantastic\w*|increible\w*|recomiend\w*|recomendable|felicit\w*|l[ao]s? mejor(?:es)?|el mejor|(?:mil|muchas|muchisimas) gracias al?|gracias por (?:la|su|vuestra) (?:\w+ )?(?:ayuda|rapidez|atencion) (?:de ayer|tan|rapida)|enhorabuena)\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:antes|tenia\w*|tuve|tuvimos|era|eran|estaba\w*|iba)\b[^.?!]*\bahora,?(?: (?:es|esta|estan|va|van|todo|funciona|simplemente))* (?:perfect\w*|genial\w*|excelente\w*|estupend\w*|fantastic\w*|maravillos\w*|de maravilla)\b",
    ),
    (
        Cue::Praise,
        r"\b(?:nunca (?:ha (?:estado|ido|funcionado) |estuvo |fue |fueron )?(?:mejor|tan bien)|mejor que nunca)\b",
    ),
    (
        Cue::NoProblem,
        r"\b(?:dejen?lo|dejadlo|olviden?lo|falsa alarma)\b|\b(?:nunca (?:he tenido |tuve |hemos tenido )?(?:un |ningun )?(?:problemas?|fallos?|errores|error)|(?:ningun|sin|cero) (?:\w+ )?(?:problemas?|inconvenientes?|fallos?|fallas?|errores|error)|no (?:he tenido|hay|tengo|tuve|tenemos) (?:\w+ )?(?:problemas?|quejas?|inconvenientes?))\b|(?:^|[,.!] |\b(?:todo|siempre|app|aplicacion|web|pagina|que|y) )(?:funciona|va|anda) (?:muy |todo |super )?(?:bien|genial|perfecto|perfectamente|de maravilla|de lujo)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:ha|han) dejado de (?:llegar|aparecer|actualizarse|sonar)\b|\bdejaron de (?:llegar|aparecer|sonar)\b|\b(?:he|hemos) dejado de recibir (?:\w+ ){0,2}(?:notificacion\w*|avisos|codigos|alertas)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:formulario|pagina|aplicacion|app|web|sistema|campo) ignora (?:todo )?lo que (?:escribo|pongo|elijo|hago)\b|\b(?:lleva|conduce) a ninguna parte\b",
    ),
    (
        Cue::Missing,
        r"\bpagina vacia\b|\bpor que (?:\w+ )?(?:esta|estan) vaci[oa]s?\b|\b(?:cesta|carrito|lista|bandeja|pantalla|calendario|historial) (?:esta|aparece|sale) (?:\w+ )?vaci[oa]\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:subida|descarga|exportacion|importacion|instalacion|actualizacion|sincronizacion|copia|transferencia|progreso|barra|archivo|video|carga)\b[^.?!]*\b(?:se queda|se quedo|se para|se paro|se detiene|parad[oa]) (?:\w+ ){0,2}(?:en|al) (?:el )?\d{1,2} ?%",
    ),
    (
        Cue::Stuck,
        r"\b(?:(?:rueda|ruedita|circulo) (?:gira|girando|da vueltas) (?:desde|sin|todo el)|(?:gira|girando|da vueltas) sin (?:parar|fin|cesar))\b",
    ),
    (Cue::Stuck, r"\bse (?:para|detiene) (?:\w+ )?en (?:el )?(?:\w+ )?paso\b"),
    (
        Cue::Stuck,
        r"\b(?:me|nos) (?:devuelve|manda|regresa|redirige) (?:\w+ ){0,5}(?:al|a la) (?:inicio|principio|pagina (?:de inicio|principal))\b",
    ),
    (Cue::Stuck, r"\b(?:pide|solicita) (?:\w+ ){0,4}(?:una y otra vez|todo el (?:rato|tiempo)|constantemente)\b"),
    (
        Cue::Stuck,
        r"\b(?:me|nos) (?:cierra|cerro) la sesion (?:en cuanto|cada|todo el|una y otra|sin|sol[oa]|a mitad|en medio|constantemente)\b",
    ),
    (Cue::Wrong, r"\b(?:muestra|muestran) (?:\w+ ){0,3}de (?:otra persona|otro (?:cliente|usuario)|otra cuenta)\b"),
    // Money comes from somebody else too: what was received is a thing of theirs.
    (
        Cue::Wrong,
        r"\b(?:veo|vemos|(?:recib\w+|llego|llegaron) (?:el|la|los|las|una?) (?:facturas?|pedidos?|paquetes?|ruta|correo|documentos?|extracto|datos|codigos?)) (?:\w+ ){0,3}de (?:otra persona|otro (?:cliente|usuario))\b",
    ),
    (Cue::Wrong, r"\b(?:saldo|contador) (?:\w+ )?(?:marca|muestra|aparece en) (?:\w+ )?(?:cero|0)\b"),
    (
        Cue::NotWork,
        r"\bno se (?:me )?(?:sube|suben|baja|bajan|descarga|descargan|guarda|guardan|envia|envian|imprime|imprimen)\b",
    ),
    (
        Cue::Stuck,
        r"\bboton(?:es)? (?:\w+ ){0,3}(?:esta|estan|aparece|aparecen|sale|salen|sigue|queda) (?:en )?(?:gris|desactivad\w+|deshabilitad\w+)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:formulario|aplicacion|app|pagina|sistema|actualizacion) (?:me |nos )?(?:ha )?(?:borro|borrado|elimino|eliminado|perdio|perdido)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:descuento|cupon|codigo|promocion|puntos) (?:\w+ ){0,2}no se (?:me |nos )?(?:aplica|aplican|aplico|aplicaron|descuenta)\b",
    ),
];

/// It works again.
const RECOVERIES: &[&str] = &[
    r"\bya (?:(?:me|nos|se|todo) )?van?(?:$|[,.!]| (?:bien|mejor|perfecto|de nuevo|otra vez|normal)\b)",
    r"\bya (?:(?:me|nos|se) )?(?:funciona\w*|anda|andan|carga|abre|entra|quedo|puedo|pude|podemos|esta(?:n)? (?:\w+ )?(?:solucionad\w*|resuelt\w*|arreglad\w*|funcionando|bien|listo|ok)|se (?:arreglo|soluciono|resolvio|puede))\b",
    r"\b(?:funciona|funcionan|va|anda|carga|abre|puedo \w+|entra) (?:\w+ ){0,2}(?:de nuevo|otra vez|nuevamente|ahora|con normalidad)\b",
    r"\bahora (?:si |ya )?(?:(?:me|todo|se) )?(?:funciona\w*|va|anda|carga|abre|puedo|esta bien|todo bien)\b",
    r"\b(?:vuelve|vuelven|volvio|ha vuelto|volvieron) a (?:funcionar|ir|andar|cargar|la normalidad|estar (?:bien|operativ\w*|disponible))\b",
    r"\b(?:esta|estan|quedo|ha sido|fue|problema|todo|error|fallo|incidencia) (?:\w+ ){0,2}(?:solucionad|resuelt|arreglad|reparad|corregid)[oa]s?\b|^(?:solucionad|resuelt|arreglad)[oa]\b|\bse (?:ha )?(?:arreglo|soluciono|resolvio|arreglado|solucionado|resuelto)\b",
    r"\btodo (?:\w+ )?(?:bien ahora|en orden|ok|normal|correcto|funciona|funcionando|bien de nuevo)\b|\btodo bien\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\b(?:sigue\w*|sigo|seguimos|continua\w*|todavia|aun) (?:\w+ ){0,3}(?:sin (?:funcionar|poder|ir|andar|cargar|abrir|solucion\w*|acceso|servicio|responder)|igual|caid\w*|falla\w*|mal|rot[oa]|mismo|lo mismo|lent[oa]|dando (?:error\w*|problemas|fallo\w*)|bloquead\w*|con (?:el )?(?:mismo )?(?:error|problema|fallo)|colgad\w*)\b",
    r"\b(?:sigue\w*|todavia|aun) (?:\w+ )?no (?:(?:me|se|nos|lo) )?(?:funcion\w*|va|anda|carga|abre|puedo|puede|arregl\w*|solucion\w*|resuelv\w*|deja|han (?:arregl|solucion)\w*|esta (?:arreglad|solucionad|resuelt)\w*)\b|\bno (?:(?:me|se) )?(?:funciona|va|anda|carga|abre|puedo) (?:\w+ )?(?:todavia|aun)\b",
    r"\b(?:no|nunca|nadie) (?:\w+ ){0,3}(?:solucionad\w*|resuelt\w*|arreglad\w*|arregl(?:an|o|aron)|solucion(?:an|o|aron)|resolvi\w*|resuelven|corregid\w*|reparad\w*)\b",
    r"\b(?:otra vez|de nuevo|nuevamente) (?:\w+ ){0,2}(?:no|caid\w*|error|falla|fallo|fallando|mismo|mal|sin|lo mismo|se (?:cayo|cae|cuelga|cierra))\b",
    r"\bno (?:(?:me|se) )?(?:funciona|va|anda|carga|abre|puedo \w+) (?:otra vez|de nuevo|nuevamente)\b|\b(?:cayo|caid[oa]|cae|falla|fallo|fallando|error|cuelga|cierra|roto) (?:otra vez|de nuevo|nuevamente)\b",
    r"\b(?:volvio|vuelve|vuelven|ha vuelto) a (?:fallar|caer\w*|pasar|dar|cerrar\w*|colgar\w*|salir|bloquear\w*|ocurrir)\b",
    r"\b(?:funciona|funciono|funcionaba|va|anda|anduvo) (?:\w+ ){0,3}(?:rato|momento|minutos?|segundos|horas?|dia|ratito),? (?:\w+ )?(?:y|pero|luego|despues)\b|\b(?:funciona|va|anda) (?:\w+ ){0,4}(?:y )?(?:luego|despues) (?:\w+ ){0,2}(?:falla|deja|se (?:cae|cuelga|cierra)|no)\b",
    r"\b(?:persiste\w*|sin cambios|no (?:ha cambiado|cambio) nada|nada ha cambiado|todo sigue igual|ninguna mejora)\b",
];

/// Anywhere in its sentence these make a recovery none.
const DENIALS: &[&str] = &[
    r"\b(?:no|nunca|nada|tampoco|ni|nadie|sin (?:funcionar|solucion\w*|resolver))\b",
    r"\b(?:sigue\w*|todavia|aun)\b",
    r"^si\b|, si\b|\b(?:ver|avis\w*|saber|diganme|sabe\w*) si\b",
    r"\b(?:cuando|hasta que|para que|espero|esperando|esperamos|ojala|por favor|necesito|quiero|avis\w*|seria|deberia|a ver si)\b",
    r"\b(?:dicen|dijeron|dijo|dice|supuestamente|aseguraron|segun|prometieron|comentaron)\b",
    r"\b(?:falla|fallando|caid[oa]|rot[oa]|se (?:cae|cuelga|cierra))\b",
];
