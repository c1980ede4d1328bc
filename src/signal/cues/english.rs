//! English. Negations are spelt out in the normal form: `can't` is `can not`. The matcher has no
//! look-around: what would need it is written out as several patterns of one cue.

use super::{Cue, Language};

pub(super) const ENGLISH: Language = Language {
    code: "en",
    cues: CUES,
    doubts: r"\b(?:still|but|however|again|until)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[r"\b(?:but|however|until|except|unless|then)\b"],
    questions: r"^(?:is|are|has|have|was|were|did|does|do|will|would|can|could|when|how|what) (?:it|this|that|there|the|my|your|our|you|i|we|they|everything|anything|anyone|someone)\b|^(?:will|when|how|what|please let me know)\b",
    courtesies: r"^(?:(?:(?:hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|all|team|guys|everyone|sir|madam|support))*|(?:(?:many |kind |best |warm )?(?:thanks|thank you|thx|thanx|ty|cheers|regards|wishes))(?: (?:so|very|much|a lot|in advance|again|guys|team|all|for (?:the |your |any )?(?:\w+ )?(?:help|support|time|answer|reply|assistance)))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:why|how come|reason)\b",
    far_beginnings: &[r"\b(?:why|how come|reason)\b"],
};

const CUES: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:not|never|no longer|stop(?:ped|s)?|quit|nothing) (?:\w+ ){0,2}(?:work\w*|function\w*|run\w*|load\w*|open\w*|respond\w*|start\w*|sync\w*|connect\w*|play\w*|show\w*|appear\w*|display\w*|updat\w*|sav\w*|send\w*|refresh\w*|accept\w*|go(?:ing)? through|gone through|went through|let(?:ting)? me|allow\w*|available|successful\w*)\b",
    ),
    (
        Cue::Unable,
        r"\b(?:unable|not able|(?:can|could) not (?:seem to |even |really )?(?:access|log|login|sign|open|use|get|see|send|connect|download|upload|add|pay|verify|transfer|withdraw|top|activate|make|do|view|load|play|save|change|cancel|submit|reset|receive|register|update|install|reach|print|order|book|edit|share|export|import|sync|join|complete|finish|proceed|continue)|no access (?:to|any)|(?:access|login|log ?in|sign ?in|payment|checkout) (?:is |was )?not possible)\b",
    ),
    (
        Cue::Refuse,
        r"\b(?:will not|would not|does not|do not|did not|refuses? to|fails? to) (?:\w+ ){0,1}(?:let|allow|accept|work|go|show|appear|load|open|recogni[sz]e|connect|sync|save|send|update|start|respond|play|stop|come|arrive|match|add up|take my|scan|read)\b",
    ),
    (
        Cue::NotReceived,
        r"\b(?:not|never|nor) (?:\w+ ){0,2}(?:receiv\w*|arriv\w*|got(?:ten)?|came|come|comes|coming|gone|mov(?:ed|ing)|budged|been (?:credited|paid|refunded|updated|processed|received|deposited|added)|credited|deposit\w*|reflect\w*|complet\w*|in my (?:account|balance))\b|\b(?:still|yet) not (?:here|there)\b|\bnowhere\b",
    ),
    (Cue::Fail, r"\b(?:fail\w*|unsuccessful\w*|to no avail)\b"),
    (
        Cue::Crash,
        r"\b(?:crash\w*|freez(?:es|ing)|froze\w*|keeps freezing|hang(?:s|ing)|hung|unrespons\w*|force ?clos\w*|black screen|white screen|blank)\b",
    ),
    (
        Cue::Error,
        r"\b(?:error\w*|exception|50[0234]|404|timed? ?out|timing out|timeout\w*|something (?:went|is|has gone|seems) wrong)\b",
    ),
    (
        Cue::Bug,
        r"\b(?:bug(?:s|gy)?|glitch\w*|broke|broken|breaks|malfunction\w*|corrupt\w*|defect\w*|regression|segfault|traceback|faulty|out of order)\b",
    ),
    (
        Cue::Down,
        r"\b(?:is|are|was|been|went|goes|seems?|seem to be|still) (?:\w+ )?(?:down|offline|unavailable)\b|\boutage\b",
    ),
    // "is the login page down?" and "site down?", but for what is scrolled, slowed or written down.
    (
        Cue::Down,
        r"\b(?:is|are) (?:the |your |my |our )?(?:\w+ ){0,2}(?:site|website|app|page|servers?|services?|systems?|platform|login|log ?in|sign ?in|checkout|payments?|api|network) (?:down|offline)\b|\b(?:site|website|app|servers?|service|system|platform|login|log ?in|sign ?in|checkout|api|everything|network) (?:completely |all |totally )?(?:down|offline)\b",
    ),
    (
        Cue::NotWork,
        r"\bnothing happen(?:s|ed)\b|\b(?:does|did|returns?|returned|finds?|found|shows?|showed|gives?|gave) (?:\w+ )?nothing\b|\b(?:shows?|showed|returns?|returned|gives?|gave|finds?|found|get(?:s|ting)?|got) no (?:\w+ )?(?:results?|response|answer|output)\b|\bno results? at all\b|\bworks? (?:\w+ ){0,4}but (?:\w+ ){0,2}not (?:on|in|with|for|from|via)\b",
    ),
    (
        Cue::Declined,
        r"\b(?:declin\w*|reject\w*|denied|revert\w*|(?:is|are|was|were|got|been|being|gets|has|have) (?:\w+ )?(?:block(?:ed)|return(?:ed)|cancel\w*|refused|frozen|suspended|reversed|locked)|lock(?:ed)? (?:me |myself )?out|bounced|cancelled (?:itself|by itself))\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:stuck|(?:just|keeps?|only) spin\w*|spins and spins|spinning (?:wheel|circle|forever)|(?:kick(?:s|ed|ing)?|thr[eo]wn?|throw(?:s|ing)|boot(?:s|ed)) (?:me|us) (?:out|off|back)|(?:log(?:s|ged|ging)|sign(?:s|ed|ing)) (?:me|us) (?:out|off)|(?:get(?:s|ting)?|got|keep(?:s|ing)? being|being|been) (?:\w+ )?(?:logged|kicked|signed|thrown|booted) (?:out|off)|stall\w*|(?:still|as|is|been|stay|stays|shows?) pending|loop\w*|keeps? (?:\w+ ){0,3}(?:crash\w*|log\w*|ask\w*|stop\w*|fail\w*|say\w*|clos\w*|load\w*|reset\w*|kick\w*|show\w*|get\w*|turn\w*|do\w*|chang\w*))\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:wrong\w*|incorrect\w*|inaccurate|mistake\w*|not (?:\w+ )?(?:correct|right|accurate|what i (?:was|expected))|mess\w* up|messed|off by|does not add up)\b",
    ),
    (
        Cue::Amount,
        r"\b(?:only (?:got|gave|received|get|paid|shows?)|less (?:\w+ ){0,2}than|gave me (?:less|only|the wrong)|instead of|too (?:much|little)|more than (?:i|it) should|short[- ]?changed|overcharged|changing back|back to the previous)\b",
    ),
    (
        Cue::Double,
        r"\b(?:twice|double|duplicat\w*|two times|multiple times|more than once|(?:same|two|2) (?:\w+ ){0,2}(?:charges?|transactions?|payments?|amount) (?:\w+ )?(?:again|twice)|two of the same|extra (?:\w+ )?(?:charge|fee|money|pound|dollar|euro)s?|charged (?:\w+ )?(?:again|extra))\b",
    ),
    (
        Cue::Unknown,
        r"\b(?:unfamiliar|unauthori[sz]ed|unknown|not (?:recogni[sz]e|mine|make (?:this|that|it)|authori[sz]e|do (?:this|that))|(?:charged|billed|debited) (?:\w+ ){0,8}cancel\w*|did not (?:make|do|authori[sz]e|buy|purchase|set ?up|withdraw)|never (?:made|authori[sz]ed|bought|set))\b",
    ),
    (
        Cue::Missing,
        r"\b(?:missing|disappear\w*|vanish\w*|(?:is|are|has|all) gone|lost (?:all|data|everything)|not there|(?:does|do) not exist|no such \w+|empty (?:\w+ )?(?:pdf|file|page|screen|list|document|e-?mail|report|cart|basket)|(?:comes?|came|turn\w*|shows?|looks?) (?:\w+ )?empty|(?:pdf|file|page|screen|list|document|report|cart|basket|inbox|invoice)s? (?:is|are) (?:\w+ )?empty|no (?:sign|trace|signal|sound|connection|internet|hot water))\b",
    ),
    (
        Cue::Slow,
        r"\b(?:(?:very|so|too|extremely|really|super|painfully) (?:slow|bad)|slow(?:s|ing)? down|lag(?:s|gy|ging)?|delayed|takes? (?:forever|ages|too long|so long))\b",
    ),
    (
        Cue::Issue,
        r"\b(?:(?:have|having|had|has|is|experienc\w+|facing|an?|some|this|the|same|any|seeing|report\w*) (?:\w+ ){0,2}(?:issue|problem|trouble|difficult)\w*|(?:issue|problem|trouble)s? (?:with|when|whe|log|connect|access|is|on))\b",
    ),
    (
        Cue::Still,
        r"\bstill (?:not|no|waiting|pending|get\w*|hav\w*|says?|show\w*|see\w*|can|does|did|has|is|the|there)\b|\bstill\b[^.?!]*\bnot\b",
    ),
    (
        Cue::Waiting,
        r"\b(?:still waiting|been waiting|(?:its|it is|has|have|it was) been (?:\w+ ){1,3}(?:days|weeks|months|hours)|waiting (?:for )?(?:\w+ ){0,3}(?:days?|hours?|weeks?|while)|for (?:days|hours|weeks)|since (?:yesterday|this morning|the (?:last |latest )?update|updat\w+)|should have (?:\w+ )?(?:received|arrived|been|got\w*))\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:not\b[^.?!]*\bany ?more|no longer|suddenly|all of a sudden|(?:every|each) time|after (?:the |this )?(?:last |latest |new |recent )?update|for some reason|stopped|used to work|worked (?:fine )?(?:before|until|yesterday))\b",
    ),
    (
        Cue::WhyNeg,
        r"\b(?:why|how come|reason)\b.*\b(?:not|declin\w*|reject\w*|fail\w*|revert\w*|pending|block\w*|wrong|charged|gone|missing|cancel\w*|return\w*|disappear\w*|extra|twice)\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:what (?:is|was) (?:wrong|going on|happening)|what happened|what went wrong|where (?:is|are) my (?:money|refund|cash|payment|transfer|top|deposit)|where did my|what gives)\b",
    ),
    (Cue::Useless, r"\b(?:useless|unusable|worthless|unplayable|frustrat\w*|ridiculous)\b"),
    (
        Cue::FixIt,
        r"\b(?:please fix|pls fix|fix (?:it|this|that|asap|soon|your)|needs? fix\w*|fix please|needs? to be fixed|sort (?:it|this) out|can (?:someone|you) fix)\b",
    ),
    (
        Cue::HowTo,
        r"\b(?:how (?:do|can|could|would|should|may|does) (?:i|we|you|one|it)|how to|how (?:much|many|often)|steps to|process (?:for|to|of)|explain|guide)\b",
    ),
    (Cue::HowLong, r"\bhow (?:long|soon|quickly|fast)\b"),
    (
        Cue::CanI,
        r"(?:^|[.?!,] )(?:may|am i able|is it possible|is there (?:a|any)|are there|do you|does your|would you|will you|may i|should i|do i)\b",
    ),
    // "can" and "could", but for "can not" and "could not": those say what does not work.
    (Cue::CanI, r"(?:^|[.?!,] )(?:can|could)(?:$|[^a-z0-9_ ]| (?:[a-mo-z0-9]|n(?:[^o]|$)|no(?:[^t]|$)|not[a-z]))"),
    (Cue::WhInfo, r"(?:^|[.?!,] )(?:what|which|who|when|where)\b"),
    (
        Cue::Want,
        r"\b(?:i (?:would|d) like|i want|i need|wondering (?:which|what|how (?:do|to|can|much|many)|where (?:i|to))|i am (?:looking|interested)|looking (?:for|to)|show me|interested in|help me (?:to )?(?:with|set|find|choose))\b",
    ),
    (
        Cue::Hypothetical,
        r"\b(?:what if|what happens (?:if|when)|in case|if (?:i|my|you|it|the) (?:\w+ ){0,4}(?:is|are|was|gets?|have|has|lose|does)|would happen)\b",
    ),
    (
        Cue::Request,
        r"\b(?:would (?:be|love|like) (?:nice|great|good|better|to see|if)|please (?:add|include|make|bring|give|allow|consider|provide|implement)|wish (?:it|there|you|i could)|should (?:have an?|be able|add|allow|include)|feature request|suggest\w*|could you add|needs? (?:more|an? option)|support for|ability to|add (?:an?|the|more|support))\b",
    ),
    (
        Cue::Praise,
        r"\b(?:love\w*|great|awesome|excellent|amazing|perfect\w*|best|fantastic|wonderful|brilliant|good job|well done|nice|cool|fun|enjoy\w*|helpful|recommend\w*|(?:big|huge|many|special|massive) thanks to|(?:thanks|thank you|thx) (?:\w+ ){0,2}for (?:the|your|such) (?:\w+ )?(?:quick|fast|great|good|kind|friendly|super|lovely|excellent))\b",
    ),
    // As they are often misspelt, where that is no other word: "filed" and "cash" are.
    (Cue::Error, r"\b(?:eror\w*|errro\w*|errer\w*)\b"),
    (Cue::Bug, r"\b(?:boken|borken|brokn|brocken|brokne|broekn)\b"),
    (Cue::Fail, r"\b(?:fial\w*|faild|falied|faield|failes|faled)\b"),
    (
        Cue::NotWork,
        r"\b(?:not|never|no longer|stop(?:ped|s)?|nothing) (?:\w+ ){0,2}(?:wrk\w*|wroks?|wroking|wokring|wokrs?|woking|workign|workng|opne|laod\w*|shwo\w*)\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:used to|had|was|were)\b[^.?!]*\b(?:now|finally),?(?: (?:it|they|that|this|all|everything|is|are|works?|runs?|just|simply|really|absolutely))* (?:perfect\w*|brilliant\w*|excellent\w*|amazing\w*|fantastic\w*|wonderful\w*|flawless\w*|awesome|lovely)\b",
    ),
    (Cue::Praise, r"\b(?:never (?:been |felt |worked |looked )?better|better than ever)\b"),
    (
        Cue::NoProblem,
        r"\b(?:no (?:more |further )?(?:issue|problem|bug|error|trouble|complaint|glitch|crash)\w*|never ?mind|nvm|(?:please )?(?:ignore|disregard) (?:this|my|the last)|without (?:any )?(?:issue|problem|error|trouble|hitch|bug)\w*|never (?:had|have) (?:\w+ ){0,2}(?:issue|problem|trouble)\w*|not a single (?:issue|problem|bug|error|complaint)|nothing (?:is )?wrong (?:with (?:\w+ ){1,3})?(?:any ?more|now|again)|not (?:a|an) (?:issue|problem|bug)|problem free|works? (?:great|fine|well|perfect\w*|good|flawless\w*|as expected))\b",
    ),
    (
        Cue::Recovered,
        r"\b(?:works? (?:now|again|fine now|perfectly now)|working (?:again|now|fine)|back (?:up|to normal|online)|problem solved|went through|all good|can (?:log ?in|access|use) (?:\w+ )?again|no longer (?:see\w*|get\w*|hav\w*|slow|happen\w*))\b",
    ),
    (Cue::QuestionMark, r"\?"),
    // "can not find", but for "my" and "the key": a lost thing is the customer's own trouble.
    (
        Cue::Unable,
        r"\b(?:can|could) not (?:seem to |even |really )?find (?:[a-ln-su-z0-9_]|m(?:[^y]|$)|t(?:[^h]|$)|th(?:[^e]|$)|the(?:[^ ]|$)|the (?:[^k]|$)|the k(?:[^e]|$)|the ke(?:[^y]|$))",
    ),
    // "came back", but for "to normal", "up" and "online".
    (
        Cue::Declined,
        r"\b(?:came|come|comes|gone|went|sent|is) back (?:[a-np-sv-z0-9_]|t(?:[^o]|$)|to(?:[^ ]|$)|to (?:[^n]|$)|to n(?:[^o]|$)|to no(?:[^r]|$)|to nor(?:[^m]|$)|to norm(?:[^a]|$)|to norma(?:[^l]|$)|u(?:[^p]|$)|o(?:[^n]|$)|on(?:[^l]|$)|onl(?:[^i]|$)|onli(?:[^n]|$)|onlin(?:[^e]|$))",
    ),
    // "is fixed", but for "not is fixed" and the like.
    (
        Cue::Recovered,
        r"(?:^|[^ ]|(?:^|[^t]) |(?:^|[^o])t |(?:^|[^n])ot )\b(?:is|are|been|be|was|got|it) (?:fixed|resolved|solved|sorted)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:e?-?mails?|notifications?|codes?|alerts?|messages?|updates|sms|texts|reminders|confirmations?) (?:\w+ ){0,2}stopped (?:arriving|coming|reaching|delivering)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:i|we) (?:have )?stopped (?:receiving|getting) (?:\w+ ){0,3}(?:notifications?|codes?|alerts?|reminders?|confirmations?)\b",
    ),
    (Cue::NotWork, r"\bnone of (?:\w+ ){1,4}(?:do|does|did) anything\b"),
    (Cue::NotWork, r"\bnothing (?:else )?(?:happens|happened|shows up|showed up|comes up|came up)\b"),
    (Cue::NotWork, r"\bignores (?:whatever|what|everything|anything) (?:i|we)\b"),
    (
        Cue::NotWork,
        r"\b(?:buttons?|links?|keys?|menus?|tabs?|pages?|sites?|apps?|screens?|servers?) (?:\w+ ){0,3}(?:is|are|went|goes) (?:\w+ )?dead\b|\bdead (?:link|button|page)s?\b",
    ),
    (Cue::Refuse, r"\b(?:it|app|page|site|system|form|checkout|terminal|machine) (?:just )?refuses\b"),
    (
        Cue::Error,
        r"\b(?:always|just|then|it|page|site|app|export|upload|download|login|request|search|report|checkout|payment|connection) times out\b",
    ),
    (Cue::Crash, r"\b(?:screen|display|page) (?:\w+ )?(?:goes|went) (?:\w+ )?(?:black|white|blank)\b"),
    (Cue::Stuck, r"\b(?:hangs?|hung|freezes|froze) (?:\w+ ){0,2}(?:at|on) (?:\d{1,2} ?%|\w+(?:[- ]\w+)? ?per ?cent\b)"),
    (
        Cue::Stuck,
        r"\b(?:upload|download|export|import|installation|update|sync|backup|transfer|progress|bar|loading|restore|file|video)\b[^.?!]*\b(?:sits?|sat|stops|stopped|stays?|stands|stood) (?:\w+ ){0,2}(?:at|on) (?:\d{1,2} ?%|\w+(?:[- ]\w+)? ?per ?cent\b)",
    ),
    (Cue::Stuck, r"\bstops (?:\w+ )?(?:at|on) (?:the )?(?:\w+ )?(?:step|stage)\b"),
    (
        Cue::Stuck,
        r"\b(?:spinner|hourglass) (?:\w+ ){0,4}(?:turn|spin)(?:s|ing)\b|\b(?:wheel|circle) (?:just|only|keeps|has been|is still) (?:turn|spin)(?:s|ing)\b|\b(?:endless|eternal|constant|(?:only|just|nothing but) a) (?:\w+ )?spinner\b|\bspins? (?:and \w+ )?for ?ever\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:throws|bounces|kicks|sends|redirects|threw|bounced|kicked|sent|redirected) (?:me|us) (?:\w+ )?back to (?:the |my )?(?:start\w*|home ?page|homepage|home screen|log-?in|sign-?in|main|first|beginning)\b",
    ),
    (
        Cue::Stuck,
        r"\basks? (?:me |us )?(?:for )?(?:\w+ ){0,4}(?:again and again|over and over|repeatedly|constantly)\b",
    ),
    (
        Cue::Slow,
        r"\b(?:codes?|e?-?mails?|messages?|notifications?|sms|alerts?|confirmations?) (?:\w+ ){0,3}(?:arrives?|arriving|comes?|coming|came) (?:\w+ ){0,4}late\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:shows|showing|displays) (?:me )?(?:\w+ ){0,2}(?:somebody|someone|another (?:customer|person|user|client)|a stranger)(?: else)?(?:'s| is) \w+",
    ),
    (
        Cue::Wrong,
        r"\b(?:(?:can|now|suddenly) see|sees|seeing|got|gets|gotten|received|receives|opens|(?:shown|sent|given|handed) (?:me|us)?) ?(?:\w+ ){0,2}(?:(?:somebody|someone) else|(?:another|a different) (?:customer|person|user|client))(?:'s| is) \w+",
    ),
    (Cue::Wrong, r"\b(?:balance|credit|account|counter|total) (?:\w+ ){0,2}(?:shows|says|reads) (?:\w+ )?(?:zero|0)\b"),
    (
        Cue::NotWork,
        r"\b(?:will not|would not|does not|do not|did not|refuses? to|fails? to) (?:\w+ )?(?:upload|download|print|submit|take (?:the|my|any))\b",
    ),
    (
        Cue::Stuck,
        r"\bkeeps? (?:landing|ending up|coming back|jumping|bouncing)\b|\b(?:buttons?|options?|menus?|links?|fields?) (?:\w+ ){0,3}(?:is|are|stays?|remains?) (?:\w+ )?gr[ae]yed(?: |-)?out\b",
    ),
    (
        Cue::Unable,
        r"\bno way to (?:tick|click|press|select|choose|open|close|save|enter|log|submit|scroll|continue|proceed)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:app|site|page|form|system|update|it|website|editor|checkout) (?:has |have |just )?(?:swallowed|ate|eaten|erased|wiped|deleted|lost) (?:everything|all|my|our|what)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:discount|voucher|coupon|code|credit|promo\w*|offer|points?) (?:\w+ ){0,2}(?:is|was|are|were|has|have|did|does|do) not (?:been |being )?(?:applied|apply|deducted|credited|taken off|redeemed)\b",
    ),
];

/// Words that confirm a recovery. Narrower than the cue: "went through" and "no longer" say too little
/// to close an incident by.
const RECOVERIES: &[&str] = &[
    r"\b(?:works?|worked|working|loading|running|fixed|resolved|solved|sorted|fine|ok|okay|good) (?:\w+ )?(?:now|again)\b",
    r"\bnow (?:it |all |everything )?(?:is )?(?:works?|working|fixed|fine|ok|resolved|sorted)\b",
    r"\b(?:is|are|been|was|got|it|seems|appears) (?:all |now |to be |been )*(?:fixed|resolved|solved|sorted)\b",
    r"\b(?:fixed|resolved|solved) (?:it|this|that|itself|my|the (?:problem|issue|error))\b",
    r"\b(?:problem|issue|error|bug|trouble)s? (?:(?:from|with|of|in|on) (?:\w+ ){1,3})?(?:is |has |have |been |was |all |now )*(?:fixed|solved|resolved|sorted|gone|disappeared|went away)\b",
    r"\b(?:all|everything) (?:is |are |now )*(?:fixed|sorted|good|fine|resolved|working|back)\b",
    r"\bback (?:up|online|to normal)\b",
    r"\b(?:that|this|it) (?:worked|did it|helped)\b",
    r"\bworks? (?:like a charm|perfectly|fine|great|well) (?:now|again)\b|\bworks? like a charm\b",
    r"\bcan (?:log ?in|access|use|pay) (?:\w+ )?again\b",
    r"^(?:all )?(?:fixed|sorted|solved|resolved)\b",
    r"\bnothing (?:is )?wrong (?:with (?:\w+ ){1,3})?(?:any ?more|now)\b",
    r"\b(?:today|this morning|since then) (?:it |all |everything |that )?(?:is |are |works? )(?:all )?(?:fine|ok|okay|good|well)\b",
];

/// Words that deny a recovery: "not fixed", "works for a minute then fails".
const DENIALS: &[&str] = &[
    r"\bstill+\b",
    r"\bnot (?:\w+ ){0,2}(?:fixed|resolved|solved|sorted|work\w*|help\w*|chang\w*|been (?:fixed|able))\b",
    r"\bno longer (?:work\w*|load\w*|open\w*|function\w*|let\w*)\b",
    r"\b(?:stop(?:ped|s)?|keeps?) (?:\w+ ){0,2}(?:work\w*|crash\w*|fail\w*|again)\b",
    r"\bstopped\b",
    r"\b(?:came|come|comes|coming|is) back (?:to (?:fail\w*|crash\w*|square))\b",
    r"\b(?:error|issue|problem)s? (?:\w+ )?(?:came|come|is|are|has come) back\b",
    r"\bpersist\w*\b",
    r"\bfail(?:s|ed|ing)? again\b",
    r"\b(?:fail|fails|failing)\b",
    r"\bsame (?:problem|error|issue|thing|here)\b",
    r"\b(?:nope|no change|nothing (?:has )?(?:changed|works|runs))\b",
    r"\bwork(?:ed|ing) (?:\w+ ){0,3}(?:until|before|yesterday|once)\b",
    r"\bworked (?:\w+ )?for (?:\w+ ){0,2}(?:\d+ ?)?(?:minute|second|hour|day|week|month|year|while|bit)s?\b",
    r"\bworked (?:\w+ ){1,5}(?:but|then|now)\b",
    r"\b(?:can not|unable to|not able to|does not work|do not work|not working)\b",
    r"\bnow and then\b",
    r"\b(?:now|but) (?:\w+ ){0,4}(?:not|nothing|error|crash\w*|stuck|fails?)\b",
    r"\btim(?:e|ing|ed) out\b",
    r"\bsomething went wrong\b",
    r"\b(?:another|new) (?:issue|problem|error)\b",
    r"\bseems? to be down\b",
    r"\bare not coming\b",
    r"\bnow it is not\b|\bnow its not\b",
    r"\bno it is not\b",
    r"\bfor (?:\w+ ){1,3}(?:minute|second|hour|day)s?,? (?:and |but )?(?:then|it is the same)\b",
    r"\b(?:should|must|needs? to|need it|want|wants|until|once|when|if|whether|hope|please|to get|get) (?:\w+ ){0,4}(?:fixed|resolved|solved|sorted|working|works)\b",
    r"\b(?:was|were) (?:\w+ )?(?:good|fine|working|ok)\b",
    r"\b(?:good|fine|working|works?|worked|fixed) (?:\w+ ){0,2}(?:until|before|so far)\b",
    r"\b(?:then|and) (?:\w+ )?(?:broke|breaks|broken|stops|stopped)\b",
    r"\b(?:told|said|says?|thought|assured|promised) (?:\w+ ){0,3}(?:was|is|were|had|has|everything|all)\b",
    r"\b(?:make sure|be sure|wondering|ensure|check (?:that|if|whether|the \w+ to)|look like|previously|before)\b",
    r"\bi wish\b",
    r"\blet (?:me|us|you) know (?:when|if|whether)\b",
    r"\bi will try\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\bstill+ (?:\w+ ){0,2}(?:not|can not|never|nothing) (?:\w+ ){0,2}(?:work\w*|function\w*|fix\w*|resolv\w*|solv\w*|sort\w*|load\w*|open\w*|respond\w*|start\w*|sync\w*|connect\w*|play\w*|show\w*|updat\w*|sav\w*|send\w*|able|let\w*|log|login|sign|pay|access|go(?:ing)? through|right|better|available)\b",
    r"\bstill+ (?:\w+ ){0,2}(?:broken|down|fail\w*|crash\w*|stuck|offline|unavailable|wrong|bugg\w*|glitch\w*|slow\w*|the same|happening|freez\w*|frozen|blank|errors?|erroring|persist\w*|no (?:luck|change|joy|fix|improvement|better))\b",
    r"\bstill+ (?:get\w*|hav\w*|see\w*|show\w*|says?|giv\w*|there is|is) (?:\w+ ){0,3}(?:error|issue|problem|bug|message|trouble)s?\b",
    r"\b(?:not|never|nothing) (?:\w+ ){0,2}(?:fixed|resolved|solved|sorted)\b|\bdid not (?:\w+ )?(?:fix|help|solve|resolve)\b|\bnot helped\b",
    r"\bnot (?:\w+ )?(?:work|working|loading|opening|responding|syncing|connecting|running) (?:\w+ ){0,2}again\b|\bagain (?:\w+ )?not (?:work|load|open|respond)\w*\b",
    r"\b(?:broken|down|crash\w*|fail\w*|frozen|stuck|offline|broke|stopped(?: working)?) (?:\w+ )?(?:again|once more|as before)\b",
    r"\b(?:error|issue|problem|bug|glitch)(?:e?s)? (?:\w+ ){0,2}(?:is|are|came|come|comes) back\b|\bback to (?:fail\w*|crash\w*|square one|not)\b|\bpersist(?:s|ed|ing)?\b",
    r"\bsame (?:\w+ )?(?:problem|error|issue|thing|message|bug)s? (?:again|still|as (?:before|yesterday)|once more)\b|\bno (?:change|improvement|difference)\b|\bnothing (?:has |have )?(?:changed|improved)\b",
    r"\b(?:work\w*|loads?|loaded|opens?|runs?|fine|ok|up|back) (?:\w+ ){0,2}for (?:\w+ ){1,3}(?:minute|second|hour|day|moment|bit|while|time)s?,? (?:\w+ ){0,3}(?:then|but|before|until)\b",
    r"\bwork(?:s|ed|ing)? (?:\w+,? ){0,6}(?:then|until) (?:\w+ ){0,3}(?:stop\w*|fail\w*|crash\w*|breaks?|broke|dies|freez\w*|goes|went|drops?|logs|kicks|not)\b",
    r"\bwork(?:s|ed|ing)? (?:\w+ ){0,4}(?:but|and),? (?:\w+ )?(?:now )?(?:it |is |are )*(?:not|down|broken|broke|fails|failing|stopped|crash\w*) (?:again|now)\b",
];
