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

const OPENINGS: [&str; 4] = [
    "Hello, I have been a customer of yours for some years and never had to write before.",
    "Good morning, my order number is 48-20-773 and my colleague Kim told me to ask you.",
    "Hi there, sorry to bother you on a busy day.",
    "To whom it may concern, I tried the help pages first and did not find an answer there.",
];
const BROKEN: [&str; 6] = [
    "{} does nothing since 9 this morning, I only get an error 500.",
    "I cannot use {} any more, the page stays blank and then it says something went wrong.",
    "{} keeps crashing on my phone, I tried three times and it fails every time.",
    "{} is not working for me, it has been loading for an hour.",
    "The {} is stuck and I am locked out of everything behind it.",
    "Since the last update {} does not load, neither in the app nor in the browser.",
];
const ASKING: [&str; 4] = [
    "Could you tell me how {} works and what it would cost for two people?",
    "I would like to know whether {} will be available in the evening as well.",
    "Thank you for the help with {}, all is well now and I am very happy with it.",
    "Where do I find {} in the menu, and is there a guide for beginners?",
];
const CLOSINGS: [&str; 4] = [
    "I use Firefox on a laptop at home and the app on the phone when I travel. Please write back soon.",
    "You can reach me by phone on 020 7946 0018 in the afternoon, or at kim@example.org. Kind regards.",
    "I would be glad of an answer before the weekend, as my sister waits for it too. Thanks a lot.",
    "That is all from me for now. Best wishes from a rainy coast, and thanks for your patience.",
];
const OPENINGS_FR: [&str; 2] = [
    "Bonjour, je suis cliente chez vous depuis quelques années et je n'ai jamais eu de souci.",
    "Bonsoir, j'ai déjà lu les pages d'aide et je n'y ai pas trouvé de réponse à ma question.",
];
const BROKEN_FR: [&str; 3] = [
    "{} ne fonctionne plus depuis ce matin, j'ai toujours une erreur 500.",
    "Impossible d'utiliser {}, la page reste blanche et rien ne se passe.",
    "{} plante sur mon téléphone, j'ai essayé trois fois sans succès.",
];
const ASKING_FR: [&str; 2] = [
    "Pouvez-vous m'expliquer comment marche {} et combien cela coûte pour deux personnes ?",
    "Merci pour votre aide avec {}, tout va bien maintenant et j'en suis très contente.",
];
const CLOSINGS_FR: [&str; 2] = [
    "J'utilise Firefox sur mon ordinateur et l'application quand je voyage. Merci de votre réponse.",
    "Je serais heureuse d'avoir une réponse avant la fin de la semaine. Bien cordialement.",
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

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// What a customer writes of a feature: one in five in French, 200 to 500 bytes.
    pub(crate) fn text(&mut self, feature: usize, broken: bool) -> String {
        if self.below(5) > 0 {
            return self.english(feature, broken);
        }
        let middle = if broken { self.one(&BROKEN_FR) } else { self.one(&ASKING_FR) };
        let (opening, closing) = (self.one(&OPENINGS_FR), self.one(&CLOSINGS_FR));
        format!("{opening} {} {closing}", middle.replace("{}", FEATURES[feature].2))
    }

    /// The same in English.
    pub(crate) fn english(&mut self, feature: usize, broken: bool) -> String {
        let middle = if broken { self.one(&BROKEN) } else { self.one(&ASKING) };
        let (opening, closing) = (self.one(&OPENINGS), self.one(&CLOSINGS));
        format!("{opening} {} {closing}", middle.replace("{}", FEATURES[feature].1))
    }
}

/// Who writes to whom, when and what.
#[derive(Clone, Debug)]
pub(crate) struct Letter<'a> {
    pub(crate) id: &'a str,
    pub(crate) tenant: &'a str,
    pub(crate) customer: &'a str,
    pub(crate) at: Timestamp,
    /// As the source names it; none: it does not.
    pub(crate) language: Option<&'a str>,
    pub(crate) text: &'a str,
}

impl Letter<'_> {
    /// As a canonical message. The texts hold nothing that JSON escapes.
    pub(crate) fn payload(&self) -> String {
        let Self { id, tenant, customer, at, language, text } = self;
        let language = language.map(|l| format!("\"language\":\"{l}\",")).unwrap_or_default();
        format!(
            r#"{{"id":"{id}","tenant":"{tenant}","channel":"chat","occurred_at":"{at}","customer":{{"id":"{customer}"}},"tier":"pro","dimensions":{{"browser":"Firefox 142","os":"Linux"}},{language}"text":"{text}"}}"#
        )
    }
}
