//! What a browser says of itself, where a support platform passes it on.

/// Marks of browsers with the number behind them; what pretends to be another stands before it.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "edge"),
    ("EdgA/", "edge"),
    ("OPR/", "opera"),
    ("SamsungBrowser/", "samsung internet"),
    ("FxiOS/", "firefox"),
    ("Firefox/", "firefox"),
    ("CriOS/", "chrome"),
    ("Chrome/", "chrome"),
];
/// Marks of systems: system, platform, device.
const SYSTEMS: [(&str, &str, &str, &str); 7] = [
    ("iPhone", "ios", "mobile", "iphone"),
    ("iPad", "ios", "mobile", "ipad"),
    ("Android", "android", "mobile", ""),
    ("Windows NT", "windows", "desktop", ""),
    ("CrOS", "chromeos", "desktop", ""),
    ("Mac OS X", "macos", "desktop", ""),
    ("Linux", "linux", "desktop", ""),
];

/// Browser with its main version, system, platform and device; nothing of what is no browser.
pub(super) fn read(agent: &str) -> Vec<(&'static str, String)> {
    if !agent.starts_with("Mozilla/") {
        return Vec::new();
    }
    let mut out = Vec::new();
    let named = BROWSERS.iter().find_map(|(mark, name)| Some((*name, number_after(agent, mark)?)));
    // Safari counts its versions elsewhere.
    let safari = || agent.contains("Safari/").then(|| number_after(agent, "Version/")).flatten();
    if let Some((name, version)) = named.or_else(|| safari().map(|version| ("safari", version))) {
        out.push(("browser", format!("{name} {version}")));
    }
    if let Some((_, os, platform, device)) = SYSTEMS.iter().find(|(mark, ..)| agent.contains(mark)) {
        out.extend([("os", (*os).to_owned()), ("platform", (*platform).to_owned())]);
        out.extend((!device.is_empty()).then(|| ("device", (*device).to_owned())));
    }
    out
}

fn number_after<'a>(agent: &'a str, mark: &str) -> Option<&'a str> {
    let rest = &agent[agent.find(mark)? + mark.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    (1..=4).contains(&end).then(|| &rest[..end])
}
