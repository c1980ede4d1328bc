//! Invented customers of invented companies: the same messages from the same seed, on every machine.

use groundswell::time::Timestamp;

/// The features of every invented company, as an English and a French customer call them.
pub(crate) const FEATURES: [(&str, &str, &str); 20] = [
    ("checkout", "pay now", "payer ma commande"),
    ("login", "log in", "me connecter"),
    ("password-reset", "reset my password", "mot de passe"),
    ("invoices", "invoice pdf", "facture"),
    ("search", "search box", "barre de recherche"),
    ("basket", "shopping basket", "panier"),
    ("vouchers", "gift voucher", "bon cadeau"),
    ("delivery", "delivery slot", "livraison"),
    ("returns", "return label", "bon de retour"),
    ("refunds", "refund", "remboursement"),
    ("statements", "bank statement", "relevé"),
    ("transfers", "money transfer", "virement"),
    ("cards", "debit card", "carte bancaire"),
    ("alerts", "push notification", "notification"),
    ("calendar", "calendar sync", "agenda"),
    ("reports", "monthly report", "rapport mensuel"),
    ("exports", "csv export", "export csv"),
    ("uploads", "photo upload", "envoi de photos"),
    ("video", "video call", "appel vidéo"),
    ("profile", "profile page", "page de profil"),
];

/// How customers begin, ask and end. Half of them write one or two sentences: 102 bytes on average, as customers of a
/// bank (91) and of a maker of watches (131) do. Three pairs in a hundred are alike, which is more than of theirs (two
/// and one), so that the scan for topics has more to do than it would have there.
const OPENINGS: [&str; 20] = [
    "Hello, I have been a customer of yours for some years and never had to write before.",
    "Good morning, my order number is 48-20-773 and my colleague Kim told me to ask you.",
    "Hi there, sorry to bother you on a busy day.",
    "To whom it may concern, I tried the help pages first and did not find an answer there.",
    "Evening all.",
    "I run a small bakery with my brother.",
    "We are a team of nine in a school office.",
    "Me again, after the call last Tuesday.",
    "My mother asked me to write for her, she is not good with computers.",
    "Quick one before my train leaves.",
    "Dear support, our accountant needs this by noon.",
    "Not sure whether this is the right address.",
    "Somebody at the branch said email would be fastest.",
    "Long story short.",
    "Third ticket this month, the first two were solved nicely.",
    "I moved house recently and switched to the bigger plan.",
    "Our whole warehouse waits for me to sort this out.",
    "Greetings from the night shift.",
    "I am writing on behalf of the tennis club.",
    "Just got the new tablet set up.",
];
const BROKEN: [&str; 40] = [
    "{} does nothing since 9 this morning, I only get an error 500.",
    "I cannot use {} any more, the page stays blank and then it says something went wrong.",
    "{} keeps crashing on my phone, I tried three times and it fails every time.",
    "{} is not working for me, it has been loading for an hour.",
    "The {} is stuck and I am locked out of everything behind it.",
    "Since the last update {} does not load, neither in the app nor in the browser.",
    "Whenever I press {} a grey box appears and nothing else happens.",
    "{} throws me back to the start, over and over.",
    "Is {} down? It spins for ever.",
    "Half of what I entered under {} is gone and saving is refused.",
    "Something broke: {} shows a red banner with code 4031.",
    "{} times out on both machines here.",
    "{} gone?!",
    "Error 4031 under {}.",
    "Why is {} blank",
    "Cannot open {}, please help.",
    "{} freezes after two taps.",
    "My {} vanished overnight.",
    "It refuses {} with no reason given.",
    "Every attempt at {} ends on a white screen.",
    "{} charged me twice and shows nothing.",
    "There is an exclamation mark beside {} and it will not go.",
    "Tried {} on two phones, both hang at sixty percent.",
    "{} says session expired although I just signed in.",
    "Our clerks get kicked out as soon as they touch {}.",
    "Nothing arrives after {}, is it lost?",
    "The spinner on {} has been turning since lunch.",
    "{} complains about a missing certificate.",
    "What happened to {}? Yesterday it was fine, now everything is grey.",
    "Buttons under {} are dead.",
    "I keep getting thrown out of {} with a timeout.",
    "{} shows somebody else's numbers!",
    "Half the entries of {} are duplicated, the other half are missing.",
    "{} ignores whatever I type.",
    "Numbers in {} do not add up since midnight.",
    "After the upgrade {} demands a code that never comes.",
    "{} broken on tablet, fine on desktop.",
    "Got a message that {} is unavailable in my region, nonsense.",
    "{} stops at step two of four.",
    "Unable to finish {}: unexpected response from server.",
];
const ASKING: [&str; 22] = [
    "Could you tell me how {} works and what it would cost for two people?",
    "I would like to know whether {} will be available in the evening as well.",
    "Thank you for the help with {}, all is well now and I am very happy with it.",
    "Where do I find {} in the menu, and is there a guide for beginners?",
    "Do you plan a dark theme for {}?",
    "What languages does {} support, Danish perhaps?",
    "May a student use {} with the discount?",
    "Lovely redesign of {}, my compliments to whoever drew it.",
    "How many colleagues can share {} under one contract?",
    "Which regulations apply to {} in Norway?",
    "Is {} free of charge?",
    "Can I change the colours of {}?",
    "Who may see my {}?",
    "How long are entries of {} stored?",
    "Please switch {} off for the summer.",
    "I want to give feedback: {} is brilliant.",
    "Where is the manual for {}?",
    "Does {} count towards the yearly limit?",
    "Can {} be ordered by post?",
    "We consider {} for forty seats, is there an offer?",
    "Which browser suits {} best?",
    "My son asks if {} has a game mode.",
];
const CLOSINGS: [&str; 16] = [
    "I use Firefox on a laptop at home and the app on the phone when I travel. Please write back soon.",
    "You can reach me by phone on 020 7946 0018 in the afternoon, or at kim@example.org. Kind regards.",
    "I would be glad of an answer before the weekend, as my sister waits for it too. Thanks a lot.",
    "That is all from me for now. Best wishes from a rainy coast, and thanks for your patience.",
    "Cheers.",
    "A screenshot is attached, with the serial at the bottom left.",
    "Tell me if a recording helps.",
    "We pay for priority, so a callback today is appreciated.",
    "Windows, Edge, wired connection, if that matters.",
    "No hurry, I am on holiday until Monday anyway.",
    "Sent from a bus.",
    "Otherwise a splendid product!",
    "Restarting the router changed nothing.",
    "Regards, the treasurer.",
    "Else I must go back to paper and pencil.",
    "My neighbour with the same tariff sees exactly that.",
];
const OPENINGS_FR: [&str; 6] = [
    "Bonjour, je suis cliente chez vous depuis quelques années et je n'ai jamais eu de souci.",
    "Bonsoir, j'ai déjà lu les pages d'aide et je n'y ai pas trouvé de réponse à ma question.",
    "Encore moi, après notre échange de mardi.",
    "J'écris pour une amie qui tient un salon de coiffure.",
    "Madame, Monsieur, notre comptable attend ceci avant midi.",
    "Petit mot rapide avant mon train.",
];
const BROKEN_FR: [&str; 14] = [
    "{} ne fonctionne plus depuis ce matin, j'ai toujours une erreur 500.",
    "Impossible d'utiliser {}, la page reste blanche et rien ne se passe.",
    "{} plante sur mon téléphone, j'ai essayé trois fois sans succès.",
    "{} me renvoie sans cesse au début.",
    "Un bandeau rouge s'affiche sous {} et l'enregistrement est refusé.",
    "{} tourne dans le vide sur nos deux postes.",
    "{} introuvable ?!",
    "Erreur 4031 dans {}.",
    "Pourquoi {} est-il vide",
    "{} se fige après deux clics.",
    "Le code demandé par {} n'arrive jamais.",
    "{} affiche les chiffres de quelqu'un d'autre !",
    "Les boutons de {} ne répondent plus.",
    "{} s'arrête à la deuxième étape.",
];
const ASKING_FR: [&str; 8] = [
    "Pouvez-vous m'expliquer comment marche {} et combien cela coûte pour deux personnes ?",
    "Merci pour votre aide avec {}, tout va bien maintenant et j'en suis très contente.",
    "Prévoyez-vous un thème sombre pour {} ?",
    "Combien de collègues peuvent partager {} avec un seul contrat ?",
    "{} est-il gratuit ?",
    "Qui peut voir mes données dans {} ?",
    "Où se trouve le manuel de {} ?",
    "Peut-on commander {} par la poste ?",
];
const CLOSINGS_FR: [&str; 5] = [
    "J'utilise Firefox sur mon ordinateur et l'application quand je voyage. Merci de votre réponse.",
    "Je serais heureuse d'avoir une réponse avant la fin de la semaine. Bien cordialement.",
    "Une capture d'écran est jointe.",
    "Rien ne presse, je suis en congé jusqu'à lundi.",
    "Redémarrer la box n'a rien changé.",
];

/// A generator that anybody can repeat: splitmix64.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % n
    }

    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Whether so many in ten do.
    fn in_ten(&mut self, n: usize) -> bool {
        self.below(10) < n
    }

    /// A sentence with what some put before and behind it.
    fn letter(&mut self, sentence: &str, openings: &[&str], closings: &[&str]) -> String {
        let opening = self.in_ten(4).then(|| self.one(openings));
        let closing = self.in_ten(4).then(|| self.one(closings));
        let another = self.in_ten(1).then(|| self.one(closings));
        let parts = [opening, Some(sentence), closing, another];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What a customer writes of a feature, one in five in French.
    pub(crate) fn text(&mut self, feature: usize, broken: bool) -> String {
        if self.below(5) > 0 {
            return self.english(feature, broken);
        }
        let sentence = if broken { self.one(&BROKEN_FR) } else { self.one(&ASKING_FR) };
        self.letter(&sentence.replace("{}", FEATURES[feature].2), &OPENINGS_FR, &CLOSINGS_FR)
    }

    /// A sentence with what some English customers put before and behind it.
    pub(crate) fn with_words_around(&mut self, sentence: &str) -> String {
        self.letter(sentence, &OPENINGS, &CLOSINGS)
    }

    /// The same in English.
    pub(crate) fn english(&mut self, feature: usize, broken: bool) -> String {
        let sentence = if broken { self.one(&BROKEN) } else { self.one(&ASKING) };
        self.with_words_around(&sentence.replace("{}", FEATURES[feature].1))
    }
}

/// Who writes to whom, when and what.
#[derive(Clone, Debug)]
pub(crate) struct Letter<'a> {
    pub(crate) id: &'a str,
    pub(crate) tenant: &'a str,
    pub(crate) customer: &'a str,
    pub(crate) tier: &'a str,
    pub(crate) at: Timestamp,
    /// As the source names it; none: it does not.
    pub(crate) language: Option<&'a str>,
    pub(crate) text: &'a str,
}

impl Letter<'_> {
    /// As a canonical message. The texts hold nothing that JSON escapes.
    pub(crate) fn payload(&self) -> String {
        let Self { id, tenant, customer, tier, at, language, text } = self;
        let language = language.map(|l| format!("\"language\":\"{l}\",")).unwrap_or_default();
        format!(
            r#"{{"id":"{id}","tenant":"{tenant}","channel":"chat","occurred_at":"{at}","customer":{{"id":"{customer}"}},"tier":"{tier}","dimensions":{{"browser":"Firefox 142","os":"Linux"}},{language}"text":"{text}"}}"#
        )
    }
}
