//! Words that say nothing of a feature, in English and French. Negations are not among them: "card not
//! working" is an alias of its own.

/// Sorted and each once, so that a person finds a word.
const STOP: [&str; 234] = [
    "a", "about", "ai", "also", "am", "an", "and", "any", "are", "as", "at", "au", "aussi", "aux", "avec", "avez",
    "avoir", "avons", "be", "been", "being", "bien", "bonjour", "but", "by", "c", "can", "ce", "ces", "cet", "cette",
    "comme", "could", "d", "dans", "de", "dear", "des", "did", "do", "does", "doing", "dois", "doit", "don't", "donc",
    "du", "elle", "elles", "en", "es", "est", "et", "eux", "faire", "fait", "for", "from", "get", "give", "got", "had",
    "has", "have", "having", "he", "hello", "help", "here", "hey", "hi", "how", "hows", "i", "i'd", "i'm", "i've",
    "id", "if", "il", "ils", "im", "in", "into", "is", "it", "it's", "its", "ive", "j", "je", "just", "know", "l",
    "la", "le", "les", "let", "leur", "leurs", "like", "ll", "lui", "m", "ma", "madam", "madame", "mais", "may", "me",
    "merci", "mes", "might", "moi", "mon", "monsieur", "must", "my", "même", "need", "needed", "nos", "notre", "nous",
    "of", "ok", "okay", "on", "ont", "or", "ou", "our", "où", "par", "peut", "peux", "please", "pls", "pm", "pourquoi",
    "pouvez", "qu", "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "re", "really", "regards",
    "s", "sa", "salut", "say", "se", "see", "ses", "shall", "she", "should", "si", "sir", "so", "some", "sommes",
    "sont", "suis", "sur", "svp", "t", "ta", "te", "tell", "tes", "than", "thank", "thanks", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "toi", "too", "tous", "tout", "toute", "toutes",
    "très", "tu", "u", "un", "une", "ur", "us", "ve", "very", "vos", "votre", "vous", "want", "wanted", "was", "we",
    "were", "what", "whats", "when", "where", "which", "who", "whom", "why", "will", "with", "would", "y", "yes",
    "you", "your", "yours", "à", "était", "êtes", "être",
];

/// The list.
pub(in crate::cluster) fn stop_words() -> impl Iterator<Item = &'static str> {
    STOP.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_holds_no_negation() {
        assert!(STOP.is_sorted_by(|a, b| a < b));
        assert!(STOP.contains(&"the") && STOP.contains(&"les") && !STOP.contains(&"card"));
        for negation in ["not", "no", "never", "without", "pas", "jamais", "sans", "plus"] {
            assert!(!STOP.contains(&negation), "{negation}");
        }
    }
}
