//! Dutch, as customers write it: "ie doet het niet", "lukt niet", "kan er niet in".

use super::{Cue, Language};

pub(super) const DUTCH: Language = Language {
    code: "nl",
    cues: CUES,
    doubts: r"\b(?:maar|echter|nog steeds|steeds|weer|totdat|tot|behalve|helaas)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[r"\b(?:maar|echter|daarna|dan|totdat|behalve|helaas|alleen|vervolgens)\b"],
    questions: r"^(?:is|zijn|doet|werkt|werken|gaat|heeft|hebben|wordt|kan|kunnen|kunt|weet|weten|ligt) (?:het|de|dat|dit|jullie|u|je|er|ik|we|alles|deze|iemand)\b|^(?:wanneer|hoe laat|vanaf wanneer)\b",
    courtesies: r"^(?:(?:(?:hallo|hoi|hi|hey|goedemorgen|goedemiddag|goedenavond|goedendag|beste|geachte)(?: (?:allemaal|team|heer|mevrouw|meneer))*|(?:(?:alvast |heel erg )?(?:bedankt|dank|dankjewel|dank (?:je|u) wel)|mvg|gr|groet|groeten|groetjes|(?:met )?vriendelijke groet(?:en)?)(?: (?:alvast|vooraf|voor (?:de|je|uw|jullie) (?:hulp|moeite|antwoord|reactie)))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:waarom|hoezo|hoe kan het)\b",
    far_beginnings: &[],
};

const CUES: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:werkt|werken|werkte|doet|doen|gaat|gaan|ging|lukt|lukken|laadt|laad|laden|opent|start|starten|reageert|reageren|verbindt|synchroniseert|update|bewaart|toont|verschijnt|gebeurt|functioneert|speelt|stuurt|pakt|herkent|accepteert|wordt|worden|is|zijn) (?:\w+ ){0,4}(?:niet|nie|niks|niets|nooit|nergens) (?:\w+ )?(?:meer|open|aan|door|geladen|geopend|opgeslagen|herkend|geaccepteerd|verwerkt|bereikbaar|beschikbaar|mogelijk|getoond|bijgewerkt|verstuurd)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:werkt|werken|werkte|doet|doen|gaat|gaan|lukt|laadt|laad|laden|opent|start|starten|reageert|verbindt|synchroniseert|synct|gebeurt|functioneert) (?:\w+ ){0,4}(?:niet|nie|niks|niets|nooit|nergens)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:niet|nie|niks|niets|nooit|geen) (?:\w+ ){0,2}(?:werkt|werken|werkend|gaat|lukt|laden|laadt|openen|starten|reageert|verbinden|gebeurt|mogelijk|bereikbaar|beschikbaar)\b|\bbuiten (?:werking|gebruik|dienst)\b|\bwerktniet\w*\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:vindt|toont|geeft|doet) (?:\w+ ){0,2}(?:niets|niks|geen (?:resultaten|antwoord))\b|\b(?:gebeurt|gebeurde) (?:\w+ )?(?:niets|niks)\b",
    ),
    (
        Cue::Unable,
        r"\b(?:kan|kun|kunnen|kon|konden|krijg|krijgt|krijgen|kom|komt) (?:\w+ ){0,5}(?:niet|nie|niks|niets|nergens)\b|\b(?:onmogelijk|niet in staat|lukt (?:me|mij|het|ons) niet)\b",
    ),
    (Cue::Refuse, r"\b(?:app|site|systeem|pas|automaat|het|hij|ie|apparaat) wil (?:\w+ ){0,3}niet\b|\bweigert\b"),
    (
        Cue::NotReceived,
        r"\b(?:niet|nie|nooit|niets|niks|geen) (?:\w+ ){0,3}(?:ontvangen|gekregen|aangekomen|binnen|binnengekomen|geleverd|bezorgd|teruggestort|bijgeschreven|teruggekregen|overgemaakt|gearriveerd)\b|\b(?:krijg|krijgt|ontvang|kreeg) (?:\w+ ){0,3}geen\b|\bkomt (?:\w+ ){0,3}niet (?:aan|binnen)\b",
    ),
    (
        Cue::Fail,
        r"\b(?:mislukt\w*|mislukken|faalt|gefaald|zonder succes|tevergeefs|afgebroken|breekt (?:\w+ )?af|ging mis|gaat mis|loopt mis)\b",
    ),
    (
        Cue::Crash,
        r"\b(?:crasht|crashte|crashen|gecrasht|loopt (?:\w+ )?vast|lopen vast|vastgelopen|vastloopt|vastlopen|bevroren|bevriest|hangt|hapert|(?:zwart|wit|leeg) (?:scherm|pagina)|(?:zwarte|witte|lege) pagina|sluit (?:zichzelf|zich|vanzelf|steeds|direct|meteen)|valt (?:\w+ )?(?:uit|weg)|gooit (?:me|mij) (?:\w+ )?(?:eruit|uit))\b",
    ),
    (Cue::Error, r"\b(?:fout(?:en|je|jes)?|foutmelding\w*|foutcode\w*|er (?:is|ging) iets (?:mis|fout))\b|foutmelding"),
    (Cue::Bug, r"\b(?:kapot|kapotte|defect|defecte|stuk|beschadigd\w*|gebroken|naar de knoppen)\b"),
    (
        Cue::Down,
        r"\b(?:storing|storingen|\w+storing|plat|(?:is|zijn|ligt|liggen|site|server|app|alles|weer) (?:\w+ ){0,2}(?:down|eruit|uit de lucht|offline)|uit de lucht|uitval|niet (?:\w+ )?(?:bereikbaar|beschikbaar))\b",
    ),
    (
        Cue::Declined,
        r"\b(?:geweigerd|afgewezen|afgekeurd|geblokkeerd|(?:is|werd|wordt|zijn) (?:\w+ ){0,3}(?:geannuleerd|gesloten)|ongeldig\w*|uitgelogd|buitengesloten|opgeschort|gedeactiveerd|verlopen|teruggedraaid|verworpen)\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:vast ?zit|zit (?:\w+ )?vast|(?:blijft|blijven|bleef) (?:\w+ ){0,4}(?:hangen|steken|staan|laden|draaien|vragen|zeggen|geven)|oneindig|(?:nog|staat|steeds|status) (?:\w+ ){0,2}(?:in behandeling|in afwachting|onderweg|open)|laadt maar|draaien en draaien)\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:verkeerd\w*|onjuist\w*|incorrect\w*|foutief|foutieve|klopt (?:\w+ ){0,3}niet|kloppen (?:\w+ ){0,3}niet|niet (?:juist|correct|goed)|klopt er niks van)\b",
    ),
    (Cue::Amount, r"\b(?:te veel|teveel|te weinig|te hoog|in plaats van|minder dan|meer dan (?:ik|verwacht))\b"),
    (Cue::Double, r"\b(?:dubbel\w*|twee keer|2 keer|2x|tweemaal|meerdere keren|drie keer)\b"),
    (
        Cue::Unknown,
        r"\b(?:(?:afgeschreven|afgerekend|geincasseerd) (?:\w+ ){0,8}(?:opgezegd|geannuleerd)|onbekend\w*|herken (?:\w+ ){0,3}niet|niet (?:van mij|door mij)|niet geautoriseerd|onrechtmatig\w*)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:lege (?:\w+ )?(?:pdf|pagina|factuur|lijst|bestand|mail)|(?:is|blijft|komt) (?:\w+ )?leeg|ontbreekt|ontbreken|verdwenen|verdwijnt|(?:is|zijn|alles|ineens|opeens) (?:\w+ )?(?:weg|kwijt)|kwijtgeraakt|nergens te (?:vinden|bekennen)|geen (?:\w+ )?(?:geluid|beeld|signaal|bereik|internet|verbinding|toegang|netwerk))\b",
    ),
    (
        Cue::Slow,
        r"\b(?:traag|trage|traagheid|langzaam|sloom|hapert|vertraging|vertraagd|duurt (?:\w+ ){0,2}(?:eeuwen|lang|uren|eindeloos|minuten)|tergend)\b",
    ),
    (
        Cue::Issue,
        r"\b(?:(?:een|het|dit|dat|heb|hebben|heeft|zelfde|hetzelfde|problemen|grote|veel|steeds|geeft|zijn er) (?:\w+ ){0,2}(?:probleem|problemen)|(?:probleem|problemen|moeite|gedoe) (?:met|bij|sinds|in|op|om))\b",
    ),
    (Cue::Issue, r"^probleem\b"),
    (
        Cue::Still,
        r"\b(?:nog steeds|steeds|nog altijd|nog) (?:\w+ ){0,2}(?:niet|geen|niks|niets|kapot|fout\w*|storing|hetzelfde|probleem)\b",
    ),
    (
        Cue::Waiting,
        r"\bwacht(?:en)? (?:\w+ ){0,4}(?:dagen|uur|uren|weken|weeken|week|al|sinds|nog)\b|\bsinds (?:\w+ ){0,3}(?:dag\w*|week|weken|uur|uren|gisteren|vanmorgen|vanochtend|vandaag|update|eergisteren|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b|\bal (?:\w+ )?(?:dagen|uren|weken)\b|\bhad (?:\w+ ){0,4}(?:moeten zijn|binnen)\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:(?:niet|geen(?: \w+)?|niks) meer|ineens|opeens|plotseling|elke keer|telkens|(?:na|sinds) (?:de )?(?:laatste |nieuwe )?update|(?:gisteren|eerst|eerder|voorheen) (?:\w+ ){0,2}(?:werkte|deed|ging|lukte)|werkte (?:\w+ )?(?:gisteren|eerst|altijd))\b",
    ),
    (
        Cue::WhyNeg,
        r"\b(?:waarom|hoezo|hoe kan het)\b[^.?!]*\b(?:niet|geen|geweigerd|afgewezen|geblokkeerd|fout|dubbel|weg|kwijt|geannuleerd|afgeschreven|mislukt|twee keer)\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:wat is er (?:\w+ ){0,2}(?:aan de hand|gebeurd|mis|loos)|wat gebeurt er|waar (?:is|blijft|zijn|blijven) (?:mijn|m'n|onze|ons|het|de) (?:\w+ )?(?:geld|bestelling|pakket|pakje|betaling|overboeking|terugbetaling|levering|refund))\b",
    ),
    (
        Cue::Useless,
        r"\b(?:onbruikbaar|waardeloos|waardeloze|belachelijk|schandalig|schande|slecht|slechte|irritant|frustrerend|teleurgesteld|teleurstellend|drama|rampzalig|kut)\b",
    ),
    (
        Cue::FixIt,
        r"\b(?:(?:graag|aub|alsjeblieft|svp|gelieve|kunnen jullie|kan iemand|moet) (?:\w+ ){0,4}(?:oplossen|repareren|fixen|herstellen|verhelpen|maken|opgelost|gefixt)|los (?:het|dit|dat) (?:\w+ )?op|fix (?:het|dit|dat)|maak (?:het|dit) (?:\w+ )?(?:weer )?in orde)\b",
    ),
    (
        Cue::HowTo,
        r"\bhoe (?:kan (?:ik|je|men)|kunnen (?:we|wij)|moet|wijzig|verander|werkt (?:de|het|een|dat|dit)|doe ik|krijg ik|vraag ik|zet ik|annuleer|activeer|stel|zeg|vaak|veel|hoog|duur|voeg|laat)\b|\b(?:uitleg\w*|handleiding|stappen om)\b",
    ),
    (Cue::HowLong, r"\bhoe (?:lang|snel)\b|\bbinnen hoeveel\b"),
    (
        Cue::CanI,
        r"(?:^|[.?!,] )(?:kan|kun|kunt|kunnen|mag|is het mogelijk|is er (?:een|ook)|zijn er|hebben jullie|heeft u|bieden jullie|moet ik|zou ik|zou u|zouden jullie|accepteren jullie)\b",
    ),
    (Cue::WhInfo, r"(?:^|[.?!,] )(?:wat|welke|welk|wie|wanneer|waar)\b"),
    (
        Cue::Want,
        r"\b(?:ik (?:wil|zou|wilde|zoek) (?:\w+ )?(?:graag|mijn|een|weten|de|het)|ik heb (?:\w+ )?nodig|ik zoek|graag (?:zou|wil) ik|ik ben (?:op zoek|benieuwd))\b",
    ),
    (
        Cue::Hypothetical,
        r"\b(?:wat (?:gebeurt er|als|moet ik doen)(?:,? (?:als|wanneer|ik))|in het geval|stel dat|voor het geval|mocht ik)\b",
    ),
    (
        Cue::Request,
        r"\b(?:(?:zou|zouden) (?:\w+ ){0,4}(?:fijn|leuk|mooi|handig|top|geweldig|prettig|goed|super) zijn|(?:zou|het is) (?:fijn|leuk|handig|mooi|top) (?:zijn )?als|(?:kunnen|willen|zouden) jullie (?:\w+ ){0,4}(?:toevoegen|inbouwen|maken|aanbieden)|suggestie\w*|wens|voorstel|tip voor)\b",
    ),
    (
        Cue::Praise,
        r"\b(?:geweldig\w*|fantastisch\w*|perfect\w*|uitstekend\w*|super|prima|prachtig\w*|mooie?|top|heerlijk|fijne|handige?|(?:heel|erg|zeer) (?:goed|fijn|blij|tevreden|handig|mooi|leuk|makkelijk|snel|vriendelijk)|tevreden|aanrader|(?:bedankt|dank) aan|blij mee|complimenten|beste app|ga zo door)\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:was|waren|had|hadden|vroeger)\b[^.?!]*\bnu,?(?: (?:is|zijn|het|dat|alles|werkt|gaat|echt|gewoon))* (?:perfect\w*|geweldig\w*|uitstekend\w*|fantastisch\w*|prachtig\w*|vlekkeloos)\b",
    ),
    (Cue::Praise, r"\b(?:nooit (?:zo goed|beter)|beter dan ooit)\b"),
    (
        Cue::NoProblem,
        r"\b(?:(?:geen|zonder|nooit) (?:\w+ )?(?:probleem|problemen|fout|fouten|storing|klachten|gedoe|moeite)|laat (?:het )?maar|vals alarm|probleemloos|vlekkeloos|foutloos|(?:werkt|gaat|doet het|loopt) (?:heel |erg |altijd |echt |allemaal |super )?(?:goed|prima|perfect|uitstekend|top|vlekkeloos|geweldig|fijn))\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:app|site|website|scherm|programma|printer|synchronisatie|pagina|knop|systeem|alles) (?:\w+ ){0,3}(?:gestopt|opgehouden) met (?:werken|functioneren|laden|synchroniseren|reageren)\b|\b(?:stopt|stopte|stopten) met (?:laden|synchroniseren|reageren)\b",
    ),
    (
        Cue::NotWork,
        r"\blevert (?:\w+ ){0,3}(?:niets|niks|geen (?:\w+ )?(?:resultaat|resultaten)) op\b|\breageren (?:\w+ )?(?:niet|nie|niks|nergens)\b|\bnegeert (?:alles )?wat ik\b|\bleidt nergens (?:heen|toe|naartoe)\b",
    ),
    (Cue::Error, r"\b(?:krijg\w*|geeft|geven) (?:\w+ )?time-?outs?\b"),
    (
        Cue::Missing,
        r"\bwaarom (?:is|zijn) (?:\w+ ){1,3}leeg\b|\b(?:mandje|winkelwagen\w*|lijst|agenda|scherm|inbox) (?:is|blijft) (?:\w+ )?leeg\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:upload|download|export|import|installatie|update|synchronisatie|back-?up|overdracht|voortgang|balk|bestand|video)\b[^.?!]*\b(?:blijft|bleef|hangt|staat|stopt) (?:\w+ ){0,2}(?:op|bij) \d{1,2} ?%",
    ),
    (Cue::Stuck, r"\b(?:wieltje|cirkeltje|zandloper|rondje) (?:\w+ )?(?:draait|draaien)\b"),
    (Cue::Stuck, r"\bstopt (?:\w+ )?bij (?:de )?(?:\w+ )?stap\b"),
    (
        Cue::Stuck,
        r"\b(?:kom|komt|komen|beland) (?:\w+ ){0,2}(?:steeds weer|steeds|telkens|alweer) (?:op|bij) (?:de |het )?(?:start\w*|begin\w*|hoofdpagina|inlog\w*)\b",
    ),
    (
        Cue::Stuck,
        r"\blogt (?:me|mij|ons) (?:(?:uit|af) (?:zodra|als|elke|zonder)|(?:steeds|telkens|ineens|zomaar) (?:uit|af))\b",
    ),
    (Cue::Stuck, r"\bvraagt (?:\w+ ){0,3}(?:steeds|telkens|continu)\b"),
    (
        Cue::Slow,
        r"\b(?:codes?|e-?mails?|berichten|meldingen|sms\w*) (?:komt|komen|kwam|kwamen) (?:\w+ ){0,4}te laat\b|\b(?:laadt|laden|duurt) (?:eindeloos|eeuwig|een eeuwigheid)\b",
    ),
    (Cue::Wrong, r"\b(?:toont|tonen) (?:\w+ ){0,3}van (?:iemand anders|een andere (?:klant|gebruiker|persoon))\b"),
    // Money comes from somebody else too: what was received is a thing of theirs.
    (
        Cue::Wrong,
        r"\b(?:zie|zien (?:we|wij|nu)|(?:krijg\w*|kreeg|kregen|ontving\w*|heb|hebben) (?:de|het|een) (?:factu\w+|bestelling\w*|pakket\w*|route|post|documenten?|afschrift\w*|gegevens|codes?)) (?:\w+ ){0,3}van (?:iemand anders|een andere (?:klant|gebruiker|persoon))\b",
    ),
    (Cue::Wrong, r"\b(?:saldo|tegoed|teller) (?:\w+ )?(?:staat op|toont) (?:\w+ )?(?:nul|0)\b"),
    (
        Cue::NotWork,
        r"\b(?:wordt|worden|werd|werden) (?:\w+ ){0,3}niet (?:geupload|gedownload|afgedrukt|geprint|verzonden|gesynchroniseerd|gevonden|ingelezen)\b|\bneemt (?:\w+ ){0,4}niet aan\b",
    ),
    (Cue::Error, r"\bfoutpagina\b"),
    (
        Cue::Stuck,
        r"\bknop(?:pen)? (?:\w+ ){0,3}(?:is|zijn|blijft|blijven) (?:grijs|uitgegrijsd)\b|\b\w*knop is (?:grijs|uitgegrijsd)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:formulier|app|site|pagina|systeem|update) heeft (?:\w+ ){0,3}(?:gewist|verwijderd|opgeslokt)\b|\b(?:zoekgeraakt|kwijtgeraakt)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:korting|bon|kortingscode|code|tegoed|punten) (?:wordt|werd|worden|werden) (?:\w+ ){0,4}niet (?:toegepast|verrekend|afgetrokken|bijgeschreven)\b",
    ),
];

/// It works again.
const RECOVERIES: &[&str] = &[
    r"\b(?:werkt|werken|doet|doen|gaat|lukt|laadt|opent|start|functioneert|kan) (?:\w+ ){0,4}(?:weer|nu|inmiddels|eindelijk|ondertussen)\b",
    r"\b(?:weer|nu|inmiddels|eindelijk) (?:\w+ ){0,2}(?:werkt|werkend|doet|gaat|lukt|gelukt|online|bereikbaar|beschikbaar|normaal|goed|ok|oke|in orde|toegang|inloggen|betalen|in de lucht|de oude)\b",
    r"\b(?:is|zijn|werd|wordt|lijkt|probleem|storing|fout|alles) (?:\w+ ){0,4}(?:opgelost|verholpen|gefixt|gerepareerd|hersteld|voorbij|over)\b|^(?:opgelost|verholpen|gefixt|gelukt)\b",
    r"\balles (?:\w+ ){0,2}(?:goed|ok|oke|in orde|prima|werkt)\b|\bhet is gelukt\b",
    r"\bgeen (?:probleem|problemen|fout|fouten|foutmelding\w*|last) meer\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\b(?:nog steeds|nog altijd|steeds) (?:\w+ ){0,3}(?:niet|nie|niks|niets|kapot|stuk|defect|storing|plat|down|fout\w*|hetzelfde|dezelfde|traag|weg|probleem|problemen|vast|offline|geblokkeerd|eruit)\b",
    r"\bnog (?:\w+ )?niet (?:\w+ ){0,2}(?:opgelost|verholpen|gefixt|gerepareerd|hersteld|beter|in orde)\b|\b(?:niet|nooit) (?:\w+ ){0,2}(?:opgelost|verholpen|gefixt|gerepareerd|hersteld|geholpen)\b",
    r"\b(?:werkt|werken|doet|gaat|lukt|laadt|opent) (?:\w+ ){0,3}(?:weer|alweer|opnieuw|nog steeds|nog altijd) (?:\w+ )?(?:niet|nie|niks|niets)\b",
    r"\b(?:weer|alweer|opnieuw) (?:\w+ ){0,2}(?:kapot|stuk|down|plat|offline|storing|fout\w*|foutmelding|vast|vastgelopen|gecrasht|hetzelfde|dezelfde|uit de lucht|eruit|niet|mis)\b",
    r"\b(?:geen (?:verandering|verbetering|verschil)|niks veranderd|niets veranderd|(?:helpt|hielp|heeft) (?:\w+ )?niet(?: geholpen)?|onveranderd|(?:probleem|storing|fout|foutmelding) (?:\w+ ){0,2}(?:blijft|terug|bestaat|is er weer|houdt aan|keert))\b",
    r"\b(?:werkt|werkte|deed|doet|gaat|ging) (?:\w+ ){0,3}(?:even|minuten|minuut|seconden|uur|tijdje|dag|momentje)\b[^.?!]{0,14}\b(?:dan|daarna|en|maar)\b",
];

/// Anywhere in its sentence these make a recovery none.
const DENIALS: &[&str] = &[
    r"\b(?:niet|nie|niks|niets|nooit|niemand)\b",
    r"\b(?:nog steeds|nog altijd|alweer)\b",
    r"\b(?:als|zodra|of|totdat|zodat|hoop|hopelijk|aub|alsjeblieft|svp|wanneer|moet|moeten|zou|zouden|wil|wilt|willen|graag|wacht|gelieve|kunnen jullie)\b",
    r"\b(?:volgens|zegt|zei|zeiden|zeggen|gezegd|beloofd|dacht|schijnt|blijkbaar|beweert)\b",
    r"\b(?:kapot|mislukt|crasht|geblokkeerd)\b",
];
