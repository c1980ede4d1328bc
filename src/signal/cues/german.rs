//! German, as customers write it: umlauts folded or written out, "nich" and "ned" for "nicht", "geht's".

use super::{Cue, Language};

pub(super) const GERMAN: Language = Language {
    code: "de",
    cues: CUES,
    doubts: r"\b(?:aber|jedoch|allerdings|immer noch|noch immer|weiterhin|trotzdem|wieder|bis|ausser|leider)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[r"\b(?:aber|jedoch|allerdings|dann|danach|bis|ausser|obwohl|trotzdem|leider|nur)\b"],
    questions: r"^(?:ist|sind|geht|gehen|funktioniert|funktionieren|klappt|lauft|laeuft|hat|habt|haben|wird|werden|wurde|kann|konnen|koennen|wisst|wissen|gibt|wann|ob) (?:es|das|die|der|den|dein|ihr|sie|ich|man|wir|euer|eure|schon|denn|alles|mein\w*|jetzt|inzwischen)\b|^(?:wann|ob|ab wann)\b",
    courtesies: r"^(?:(?:(?:hallo|hi|hey|moin|servus|guten (?:tag|morgen|abend)|sehr geehrte\w*|liebe[rs]?)(?: (?:zusammen|team|damen und herren|damen|herren|support))*|(?:danke|vielen dank|besten dank|herzlichen dank|dankeschon|mfg|lg|vg|mit freundlichen grussen|(?:liebe|viele|beste|schone) grusse|gruss)(?: (?:im voraus|schon ?mal|sehr|schon|euch|ihnen|fur (?:die|eure|ihre) (?:hilfe|antwort|muhe)))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:warum|wieso|weshalb)\b",
    far_beginnings: &[],
};

const CUES: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:geht'?s?|gehen|ging|gings|funktionier\w*|funzt|funzen|funkt|klapp\w*|lauft|laeuft|laufen|lief|startet|starten|offnet|oeffnet|offnen|oeffnen|ladt|laedt|ladet|laden|lad|reagier\w*|antwortet|verbindet|synchronisier\w*|synct|aktualisier\w*|speicher\w*|sendet|druckt|spielt|zeigt|erscheint|tut|passiert|lasst|laesst|lassen|nimmt|erkennt|wird|werden|ist|sind) (?:\w+ ){0,4}(?:nicht|nich|net|ned|nimmer|nie|nix|nichts) (?:\w+ )?(?:mehr|auf|an|ein|geladen|angezeigt|angenommen|erkannt|akzeptiert|ubernommen|uebernommen|gespeichert|erreichbar|verfugbar|verfuegbar|moglich|moeglich|aktualisiert|nutzbar|offnen|oeffnen|starten|laden|abschicken|absenden|bestatigt|freigeschaltet|durchgefuhrt|ausgefuhrt|verarbeitet)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:geht'?s?|gehen|ging|gings|funktionier\w*|funzt|funzen|funkt|klapp\w*|lauft|laeuft|laufen|startet|starten|offnet|oeffnet|offnen|ladt|laedt|ladet|laden|runterladen|herunterladen|offnen|reagier\w*|antwortet|verbindet|synchronisier\w*|synct|aktualisier\w*|lasst sich|laesst sich|lassen sich|tut|passiert) (?:\w+ ){0,4}(?:nicht|nich|garnicht|net|ned|nimmer|nie|nix|garnix|nichts|garnichts)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:nicht|nich|net|ned|nie|nimmer|nix|nichts|kein\w*) (?:\w+ ){0,2}(?:geht|gehen|funktionier\w*|funzt|klapp\w*|lauft|laeuft|startet|starten|offnet|oeffnet|offnen|oeffnen|ladt|laedt|laden|reagiert|verbinden|angezeigt|geladen|moglich|moeglich|erreichbar|verfugbar|verfuegbar|passiert)\b|\bausser betrieb\b|\bohne funktion\b|\bgehtnich\w*\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:findet|zeigt|liefert|bringt|tut|macht) (?:\w+ ){0,2}(?:nichts|nix|gar nichts|keine (?:ergebnisse|treffer))\b|\b(?:passiert|geschieht) (?:\w+ )?(?:nichts|nix)\b|\b(?:nichts|nix) passiert\b",
    ),
    (
        Cue::Unable,
        r"\b(?:kann|kanns|kan|konnen|koennen|konnte|konnten|konnt|komme?n?|kommt|schaffe?n?) (?:\w+ ){0,5}(?:nicht|nich|net|ned|nimmer|nix|nichts|nirgends)\b|\b(?:unmoglich|unmoeglich|nicht in der lage|ausserstande|nicht mehr (?:rein|einloggen|anmelden))\b",
    ),
    (
        Cue::Refuse,
        r"\b(?:app|seite|system|karte|automat|es|das|er|gerat|geraet) will (?:\w+ ){0,3}(?:nicht|nich)\b|\bweigert sich\b",
    ),
    (
        Cue::NotReceived,
        r"\b(?:nicht|nich|nie|nichts|nix|kein\w*) (?:\w+ ){0,3}(?:erhalten|bekommen|gekriegt|angekommen|gekommen|eingegangen|geliefert|gutgeschrieben|zugestellt|uberwiesen|ueberwiesen|erstattet|verbucht|eingetroffen|da|zuruck|zurueck)\b|\b(?:bekomm\w*|erhalt\w*|krieg\w*|kommt|kommen|kam|kamen) (?:\w+ ){0,4}(?:nicht|nich|nie|kein\w*|nix|nichts)\b",
    ),
    (
        Cue::Fail,
        r"\b(?:fehl(?:geschlagen|schlag\w*|geht)|(?:schlagt|schlaegt|schlug|schlagen) (?:\w+ ){0,4}fehl|gescheitert|scheitert|misslung\w*|misslingt|erfolglos|vergeblich|vergebens|(?:bricht|brechen|brach) (?:\w+ ){0,5}ab|abgebrochen|abbruch)\b",
    ),
    (
        Cue::Crash,
        r"\b(?:absturz\w*|abstuerz\w*|abgesturzt|abgestuerzt|(?:sturzt|stuerzt|sturzen|schmiert|raucht) (?:\w+ ){0,6}ab|(?:app|seite|programm|alles|system|es|bildschirm) (?:\w+ )?(?:hangt|haengt)|(?:hangt|haengt) sich|aufgehangt|aufgehaengt|eingefroren|friert|bildschirm (?:\w+ )?(?:schwarz|weiss)|(?:schwarzer|weisser) bildschirm|(?:weisse|leere) seite|(?:schliesst|beendet) sich|(?:fliegt|fliege|fliegen|wirft|schmeisst) (?:\w+ ){0,3}(?:raus|rauswerfen))\b",
    ),
    (Cue::Error, r"(?:fehler(?:s|n|code|meldung\w*|haft\w*|seite)?\b|\bfehlermeldung)"),
    (
        Cue::Error,
        r"\b(?:zeituberschreitung|zeitueberschreitung|etwas (?:ist )?schief ?(?:gelaufen|gegangen)|geht schief)\b",
    ),
    (
        Cue::Bug,
        r"\b(?:kaputt\w*|kaput|defekt\w*|verbuggt|verbugt|beschadigt|beschaedigt|spinnt|spinnen|hinuber|im eimer|im arsch)\b",
    ),
    (
        Cue::Down,
        r"\b(?:\w*st(?:o|oe)rung(?:en)?|gest(?:o|oe)rt|ausfall|ausfalle|ausgefallen|lahmgelegt|(?:ist|sind|seite|server|app|komplett|alles|wieder) (?:\w+ ){0,2}(?:down|tot)|nicht (?:\w+ )?(?:erreichbar|verfugbar|verfuegbar))\b",
    ),
    (
        Cue::Declined,
        r"\b(?:abgelehnt|ablehnung|(?:lehnt|lehnen) (?:\w+ ){0,4}ab|verweigert|zuruckgewiesen|zurueckgewiesen|gesperrt|blockiert|abgewiesen|ungultig|ungueltig|ausgesperrt|(?:werde|wurde|werden|bin|immer|standig|staendig) (?:\w+ ){0,4}(?:abgemeldet|ausgeloggt|rausgeworfen)|(?:wurde|wird|worden) (?:\w+ ){0,3}storniert|storniert worden|zuruckgebucht|zurueckgebucht|geplatzt|deaktiviert)\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:(?:steckt|hangt|haengt|sitzt) (?:\w+ ){0,3}fest|(?:bleibt|bleiben|blieb) (?:\w+ ){0,5}(?:hangen|haengen|stehen|stecken)|endlosschleife|schleife|(?:noch|immer|bleibt|status|steht auf) (?:\w+ )?(?:ausstehend|in bearbeitung|schwebend)|(?:ladt|laedt|ladet) (?:\w+ )?(?:und (?:ladt|laedt)|ewig|endlos|standig|staendig|nur|dauernd|stundenlang)|(?:dreht|dreh) sich (?:\w+ ){0,2}(?:im kreis|nur|weiter)|fragt (?:\w+ ){0,2}(?:immer wieder|standig|staendig))\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:falsch\w*|inkorrekt\w*|nicht (?:korrekt|richtig)|(?:stimmt|stimmen|passt) (?:\w+ ){0,3}(?:nicht|nich|net|ned)|verkehrt\w*|durcheinander|irrtumlich|irrtuemlich)\b",
    ),
    (Cue::Amount, r"\b(?:zu ?viel|zu ?wenig|zu hoch|statt|anstatt|weniger als|mehr als (?:ich|erwartet|vereinbart))\b"),
    (Cue::Double, r"\b(?:doppelt\w*|zwei ?mal|2 ?mal|2x|mehrfach|mehrmals|drei ?mal)\b"),
    (
        Cue::Unknown,
        r"\b(?:(?:abgebucht|berechnet|belastet) (?:\w+ ){0,8}(?:gekundigt|gekuendigt|storniert)|unbekannt\w*|nicht (?:von mir|autorisiert|getatigt|getaetigt|veranlasst|gemacht)|unberechtigt\w*|kenne ich nicht|erkenne (?:\w+ )?nicht)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:fehlt|fehlen|fehlte|leere?s? (?:pdf|seite|datei|liste|rechnung|dokument|bildschirm)|(?:ist|bleibt|kommt|war|sind) (?:\w+ )?leer|verschwunden|verschwindet|(?:ist|sind|alles|plotzlich|ploetzlich|einfach) (?:\w+ )?(?:weg|futsch)|verloren gegangen|nicht (?:auffindbar|zu finden|mehr (?:da|sichtbar))|unauffindbar|kein(?:e|en|erlei)? (?:ton|bild|signal|netz|internet|empfang|verbindung|zugriff|zugang))\b",
    ),
    (
        Cue::Slow,
        r"\b(?:langsam\w*|lahm\w*|ruckel\w*|laggt|verz(?:o|oe)ger\w*|dauert (?:\w+ ){0,2}(?:ewig\w*|lange|stunden|minuten|lang)|schneckentempo|(?:ladt|laedt) (?:\w+ )?(?:ewig|lange))\b",
    ),
    (
        Cue::Issue,
        r"\b(?:probleme? (?:mit|beim|bei|seit|in|im|auf|an)|(?:ein|das|habe|haben|hab|gibt es|gibts|gibt's|immer|gleiche|dasselbe|grosse|massive|bereitet|macht) (?:\w+ ){0,2}problem\w*|schwierigkeiten|(?:arger|aerger) mit)\b",
    ),
    (Cue::Issue, r"^problem"),
    (
        Cue::Still,
        r"\b(?:immer noch|noch immer|weiterhin|nach wie vor|noch) (?:\w+ ){0,2}(?:nicht|nich|net|ned|kein\w*|nix|nichts|fehler\w*|kaputt|gestort|problem\w*)\b",
    ),
    (
        Cue::Waiting,
        r"\bwarte[nt]? (?:\w+ ){0,4}(?:seit|schon|noch|tage\w*|wochen?|stunden?)\b|\bseit (?:\w+ ){0,3}(?:tag\w*|woche\w*|stunde\w*|minute\w*|monat\w*|gestern|heute|vorgestern|update|aktualisierung|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|\b(?:sollte|musste|muesste) (?:\w+ ){0,4}(?:da|angekommen) sein\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:(?:nicht|nix|nichts|nich|net|ned|kein\w*(?: \w+)?) mehr|nimmer|plotzlich|ploetzlich|auf einmal|jedes ?mal|standig|staendig|andauernd|(?:nach|seit) (?:dem |der )?(?:\w+ )?(?:update|aktualisierung)|(?:bisher|vorher|gestern|vorhin) (?:\w+ ){0,2}(?:ging|lief|funktionier\w*|geklappt))\b",
    ),
    (
        Cue::WhyNeg,
        r"\b(?:warum|wieso|weshalb|wie kann es sein)\b[^.?!]*\b(?:nicht|nich|kein\w*|abgelehnt|gesperrt|falsch\w*|doppelt|weg|fehlt|storniert|ausstehend|abgebucht|zweimal|fehlgeschlagen)\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:was (?:ist|war) (?:\w+ ){0,3}(?:los|passiert|kaputt)|was soll das|wo (?:ist|sind|bleibt|bleiben) (?:mein\w*|unser\w*|das|die) (?:\w+ )?(?:geld|bestellung|paket|lieferung|zahlung|uberweisung|ueberweisung|gutschrift|erstattung|sendung))\b",
    ),
    (
        Cue::Useless,
        r"\b(?:unbrauchbar\w*|nutzlos\w*|katastroph\w*|frechheit|unverschamt\w*|unverschaemt\w*|schrott|mist|scheisse?|argerlich|aergerlich|nervt|unzumutbar|enttausch\w*|enttaeusch\w*)\b",
    ),
    (
        Cue::FixIt,
        r"\b(?:(?:bitte|mal|endlich) (?:\w+ ){0,3}(?:beheben|behebt|reparieren|repariert|fixen|fixt|korrigieren|in ordnung bringen)|(?:muss|mussen|muessen|sollte) (?:\w+ ){0,3}(?:behoben|repariert|gefixt) werden|bringt das in ordnung)\b",
    ),
    (
        Cue::HowTo,
        r"\bwie (?:kann (?:ich|man|mein\w*)|konnen (?:wir|sie)|koennen (?:wir|sie)|konnte ich|mache? (?:ich|man)|geht das|geht die|funktioniert (?:die|das|der|ein\w*)|andere? (?:ich|man)|aendere? (?:ich|man)|bekomme|erhalte|finde|richte|stelle|lade|losche|loesche|kundige|kuendige|aktiviere|komme ich an|viele?|oft|hoch|teuer|muss|soll)\b|\b(?:anleitung|erklar\w*|erklaer\w*)\b",
    ),
    (Cue::HowLong, r"\bwie (?:lange|schnell|bald)\b|\bab wann\b"),
    (
        Cue::CanI,
        r"(?:^|[.?!,] )(?:kann|konnen|koennen|konnte|konnten|koennte|koennten|konntet|koenntet|darf|durfen|ist es (?:moglich|moeglich)|gibt es|gibts|gibt's|habt ihr|haben sie|bietet ihr|bieten sie|muss ich|soll ich|sollte ich|akzeptiert ihr|akzeptieren sie|unterstutzt)\b",
    ),
    (Cue::WhInfo, r"(?:^|[.?!,] )(?:was|welche\w*|wer|wann|wo|wohin|woher)\b"),
    (
        Cue::Want,
        r"\bich (?:mochte|moechte|(?:wurde|wuerde|hatte|haette) (?:\w+ )?gern\w*|brauche|suche|will|interessiere)\b",
    ),
    (
        Cue::Hypothetical,
        r"\b(?:was (?:passiert|ist|ware|waere|mache ich),? (?:wenn|falls)|falls|im falle?|angenommen)\b",
    ),
    (
        Cue::Request,
        r"\b(?:(?:ware|waere) (?:\w+ ){0,3}(?:schon|schoen|toll|super|gut|cool|nett|hilfreich|praktisch|klasse|genial)|(?:fande|faende) (?:\w+ ){0,3}(?:schon|schoen|toll|super|gut|cool|hilfreich|praktisch|klasse|genial)|(?:wunsch\w*|wuensch\w*)|(?:bitte|konntet ihr|koenntet ihr|konnten sie|koennten sie) (?:\w+ ){0,5}(?:hinzufugen|hinzufuegen|einbauen|einfuhren|einfuehren|erganzen|anbieten)|verbesserungsvorschlag\w*|vorschlag\w*|vorschlage|feature ?request)\b",
    ),
    (
        Cue::Praise,
        r"\b(?:toll\w*|super|klasse|prima|perfekt\w*|ausgezeichnet\w*|genial\w*|spitze|ich liebe|hervorragend\w*|empfehl\w*|zufrieden|begeistert|bravo|gut gemacht|(?:sehr|wirklich|echt|richtig) (?:gut\w*|schon|schoen|nett|hilfreich|praktisch|freundlich\w*|einfach)|weiter so|top ?service|(?:gross\w*|herzlich\w*|vielen|riesen\w*) (?:dank|danke\w*) an|dank (?:fur|fuer) (?:die|eure|ihre|den) (?:\w+ )?(?:schnelle\w*|tolle\w*|nette\w*|gute\w*|super)|beste app|gelungen)\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:war|waren|hatte|hatten|fruher|frueher)\b[^.?!]*\b(?:jetzt|nun|inzwischen),?(?: (?:ist|sind|es|das|alles|sie|lauft|laeuft|funktioniert|geht|einfach|wirklich))* (?:perfekt\w*|genial\w*|hervorragend\w*|ausgezeichnet\w*|einwandfrei\w*|fantastisch\w*|klasse|spitze)\b",
    ),
    (Cue::Praise, r"\b(?:nie (?:so gut|besser)|besser (?:denn|als) je)\b"),
    (
        Cue::NoProblem,
        r"\b(?:kein(?:e|en|erlei)? (?:\w+ )?(?:problem\w*|fehler\w*|st(?:o|oe)rung\w*|schwierigkeiten|beschwerde\w*)|ohne (?:\w+ )?(?:problem\w*|fehler\w*|schwierigkeiten|st(?:o|oe)rung\w*)|vergesst es|vergessen sie es|fehlalarm|problemlos\w*|reibungslos\w*|einwandfrei\w*|tadellos|fehlerfrei|(?:funktioniert|klappt|lauft|laeuft) (?:sehr |echt |alles |immer |bisher |total |richtig )?(?:super|gut|toll|prima|perfekt|bestens|wunderbar))\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:aufgehort|aufgehoert|(?:hort|hoert) auf),? (?:\w+ )?zu (?:funktionieren|laden|reagieren|synchronisieren|senden)\b",
    ),
    (
        Cue::NotWork,
        r"\bignoriert (?:\w+ )?(?:alles,? was ich|was ich|meine eingaben?)\b|\b(?:fuhrt|fuehrt) (?:\w+ )?ins (?:leere|nichts)\b",
    ),
    (
        Cue::Missing,
        r"\bwarum (?:ist|sind) (?:\w+ ){1,3}leer\b|\bauf einer (?:leeren|weissen) seite\b|\b(?:warenkorb|konto|liste|postfach|kalender|verlauf|bildschirm|datei) (?:ist|bleibt) (?:\w+ )?leer\b",
    ),
    (Cue::Stuck, r"\b(?:bleibt|bleiben|blieb) (?:\w+ ){0,2}(?:bei|auf) \d{1,2} ?% (?:hangen|haengen|stecken)\b"),
    (
        Cue::Stuck,
        r"\b(?:upload|download|export|import|installation|update|aktualisierung|synchronisation|backup|sicherung|ubertragung|uebertragung|fortschritt|balken|ladebalken|datei|video)\b[^.?!]*\b(?:bleibt|blieb|hangt|haengt|steht|stoppt) (?:\w+ ){0,2}(?:bei|auf) \d{1,2} ?%",
    ),
    (
        Cue::Stuck,
        r"\b(?:ladekreis|sanduhr|radchen|raedchen) (?:\w+ ){0,2}(?:dreht|lauft|laeuft)\b|\bladebalken (?:\w+ ){0,2}(?:steht|hangt|haengt)\b|\b(?:dreht|ladt|laedt) (?:sich )?(?:\w+ ){0,2}endlos\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:lande|landen|komme|kommen|springt) (?:\w+ ){0,2}(?:immer wieder|immer|wieder|jedes mal|dauernd|standig|staendig) (?:auf|am|zum|beim) (?:\w+ )?(?:startseite|anfang|anmeldeseite|hauptseite|login)\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:app|seite|website|system|portal) meldet (?:mich|uns) (?:\w+ ){0,2}ab\b|\b(?:werde|werden) (?:\w+ ){0,2}(?:standig|staendig|immer wieder|dauernd|plotzlich|ploetzlich) (?:\w+ )?abgemeldet\b",
    ),
    (
        Cue::Slow,
        r"\b(?:codes?|e-?mails?|nachrichten|benachrichtigungen|sms|meldungen) (?:kommt|kommen|kam|kamen) (?:\w+ ){0,4}zu (?:spat|spaet)\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:zeigt|zeigen) (?:\w+ ){0,3}(?:von jemand(?:em)? (?:anderem|anders)|eines anderen kunden|einer anderen person)\b",
    ),
    // Money comes from somebody else too: what was received is a thing of theirs.
    (
        Cue::Wrong,
        r"\b(?:sehe|sieht|sehen (?:wir|nun|jetzt)|(?:bekomm\w*|erhalte?|erhielt\w*|habe?n?) (?:die|das|den|eine?n?) (?:rechnung\w*|bestellung\w*|paket\w*|tour|post|dokumente?|auszug|kontoauszug|daten|codes?)) (?:\w+ ){0,3}(?:von jemand(?:em)? (?:anderem|anders)|eines anderen kunden|einer anderen person)\b",
    ),
    (Cue::Wrong, r"\b(?:guthaben|saldo|zahler|zaehler) (?:\w+ )?(?:zeigt|steht auf) (?:\w+ )?(?:null|0)\b"),
    (
        Cue::NotWork,
        r"\b(?:wird|werden|wurde|wurden) (?:\w+ ){0,4}(?:nicht|nie|nix) (?:hochgeladen|heruntergeladen|ubertragen|uebertragen|gedruckt|gesendet|verschickt|synchronisiert|gefunden|eingelesen)\b",
    ),
    (Cue::Stuck, r"\bausgegraut\b"),
    (
        Cue::Missing,
        r"\b(?:formular|app|seite|update|system|website) hat (?:\w+ ){0,3}(?:geloscht|geloescht|verschluckt|verloren)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:rabatt|gutschein|code|guthaben|aktion|punkte) (?:wird|wurde|werden|wurden) (?:\w+ ){0,4}nicht (?:abgezogen|angewendet|angewandt|berucksichtigt|beruecksichtigt|angerechnet)\b",
    ),
];

/// It works again.
const RECOVERIES: &[&str] = &[
    r"\b(?:geht'?s?|gehts|gehen|funktioniert|funktionierts|funktionieren|klappt'?s?|lauft|laeuft|laufts|funzt|laufen|ladt|laedt|startet|offnet|oeffnet) (?:\w+ ){0,4}(?:wieder|jetzt|nun|inzwischen|mittlerweile)\b",
    r"\b(?:wieder|jetzt|nun|inzwischen|mittlerweile) (?:\w+ ){0,2}(?:geht'?s?|gehts|funktioniert'?s?|klappt'?s?|lauft'?s?|laeuft|laufts|funzt|da|online|erreichbar|normal|ok|okay|in ordnung|verfugbar|verfuegbar|gut|alles gut|einloggen|anmelden|bezahlen|zugreifen)\b",
    r"\b(?:ist|wurde|sind|wurden|scheint|hat sich|problem|fehler|st(?:o|oe)rung|alles) (?:\w+ ){0,4}(?:behoben|gelost|geloest|erledigt|repariert|gefixt|beseitigt|geklart|geklaert)\b|^(?:behoben|gelost|geloest|erledigt|repariert|gefixt|hat sich erledigt)\b",
    r"\b(?:hat (?:jetzt |nun |endlich )?(?:geklappt|funktioniert)|(?:problem|fehler|st(?:o|oe)rung) (?:\w+ ){0,3}(?:weg|verschwunden|vorbei))\b",
    r"\balles (?:jetzt |wieder |nun )*(?:gut|ok|okay|in ordnung|bestens|beim alten|normal)\b",
    r"\bkein(?:e|en)? (?:problem\w*|fehler\w*|absturze) mehr\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\b(?:immer noch|noch immer|immernoch|weiterhin|nach wie vor) (?:\w+ ){0,3}(?:nicht|nich|net|ned|nix|nichts|kaputt|defekt|gest(?:o|oe)rt|down|offline|fehler(?:s|n|haft\w*|code\w*|meldung\w*|seite\w*)?|dasselbe|das gleiche|das selbe|die gleiche\w*|derselbe|langsam|tot|weg|problem\w*|st(?:o|oe)rung\w*|gesperrt)\b",
    r"\bnoch (?:\w+ )?(?:nicht|nich|net|ned|nie) (?:\w+ ){0,2}(?:behoben|gelost|geloest|repariert|gefixt|erledigt|wieder|besser)\b",
    r"\b(?:geht|gehen|funktioniert|funktionieren|klappt|lauft|laeuft|funzt|ladt|laedt) (?:\w+ ){0,3}(?:schon wieder|wieder|immer noch|noch immer|immernoch|weiterhin|nach wie vor) (?:\w+ )?(?:nicht|nich|nix|nichts|net|ned)\b",
    r"\b(?:nicht|nich|nie|net|ned) (?:\w+ ){0,2}(?:behoben|gelost|geloest|repariert|gefixt|geklart|geklaert|besser geworden)\b",
    r"\b(?:schon wieder|wieder|erneut) (?:\w+ ){0,2}(?:kaputt|down|offline|gest(?:o|oe)rt|abgesturzt|abgestuerzt|fehler(?:s|n|haft\w*|code\w*|meldung\w*|seite\w*)?|derselbe|dasselbe|das gleiche|der gleiche|ausgefallen|st(?:o|oe)rung\w*|tot|nicht|nich|nichts|nix)\b",
    r"\b(?:keine (?:besserung|anderung|aenderung|veranderung|veraenderung)|nichts (?:\w+ )?(?:geandert|geaendert|verandert|gebracht)|hat (?:\w+ ){0,2}(?:nichts|nix|nicht) (?:gebracht|geholfen)|unverandert|unveraendert|(?:problem|fehler|st(?:o|oe)rung) (?:\w+ ){0,3}(?:besteht|bestehen|bleibt|wieder da|kommt wieder|tritt (?:\w+ )?(?:wieder|erneut|weiterhin)))\b",
    r"\b(?:geht|ging|funktioniert\w*|klappt\w*|lauft|laeuft|lief) (?:\w+ ){0,3}(?:kurz|minuten?|sekunden?|stunden?|moment|weile|tag)\b[^.?!]{0,12}\b(?:dann|danach|und|aber)\b",
];

/// Anywhere in its sentence these make a recovery none.
const DENIALS: &[&str] = &[
    r"\b(?:nicht|nich|nix|nichts|net|ned|nie|nimmer)\b",
    r"\b(?:immer noch|noch immer|weiterhin|schon wieder)\b",
    r"\b(?:wenn|falls|sobald|ob|bis|damit|hoffe\w*|hoffentlich|bitte|wann|soll|sollte|sollten|muss|mussen|muessen|mochte|moechte|will|wurde gern\w*|wuerde|konnte|koennte|ware|waere|warte\w*)\b",
    r"\b(?:angeblich|laut|sagt|sagte|sagten|gesagt|hiess|heisst es|versprochen|geschrieben|dachte|versichert)\b",
    r"\b(?:fehlgeschlagen|kaputt|gesperrt|absturz\w*)\b",
];
