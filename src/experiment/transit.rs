//! What people's tools do to a link on its way, undone where only one thing can be meant: chats, mail programs and text editors add a
//! full stop or a bracket, encode what was plain, or take a link from the source of a page.

/// What a sentence around a link leaves at its end. No link of this page ends so.
const BEHIND: [char; 16] = ['.', ',', ';', ':', '!', ')', ']', '}', '>', '"', '\'', '»', '”', '’', '…', '*'];
/// Signs without width, which are copied along.
const WITHOUT_WIDTH: [char; 5] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// `hash` as it was sent.
pub(super) fn as_sent(hash: &str) -> String {
    let seen: String = hash.chars().filter(|sign| !WITHOUT_WIDTH.contains(sign)).collect();
    let around = |sign: char| sign.is_whitespace() || BEHIND.contains(&sign);
    let mut own = seen.trim_start().trim_end_matches(around).replace("&amp;", "&");
    if !own.contains('?') {
        own = replaced(&own, "%3f", "?");
        // Whoever encodes the sign before the settings encodes those between them, and the encoding itself.
        if own.contains('?') && !own.contains('=') {
            for (code, sign) in [("%3d", "="), ("%26", "&"), ("%25", "%")] {
                own = replaced(&own, code, sign);
            }
        }
    }
    own
}

/// `text` with every `code`, in capitals or not, replaced.
fn replaced(text: &str, code: &str, sign: &str) -> String {
    text.replace(code, sign).replace(&code.to_uppercase(), sign)
}

/// A text whose spaces became signs of plus on the way; none where it has spaces, or none of those.
pub(super) fn with_spaces(text: &str) -> Option<String> {
    (text.contains('+') && !text.contains(' ')).then(|| text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_around_a_link_is_taken_off() {
        let sent = "#/run?v=1&preset=quick&seed=7";
        for way in ["{}.", "{})", " {} ", "{}\u{a0}", "{}>,", "{}”.", "\u{200b}{}\u{feff}", "{}\n"] {
            assert_eq!(as_sent(&way.replace("{}", sent)), sent, "{way:?}");
        }
        assert_eq!(as_sent("#/run?v=1&amp;preset=quick&amp;seed=7"), sent);
        assert_eq!(as_sent("#/run%3Fv=1&preset=quick&seed=7"), sent);
        assert_eq!(as_sent("#/run%3fv%3D1%26preset%3dquick%26seed%3D7"), sent);
    }

    #[test]
    fn what_a_link_may_hold_itself_stays() {
        for link in ["#/run?v=1&results=aB_-", "#/compiled?v=1&source=a%2Bb%29", "#/sweep?x=seed:1;2&seeds=1,2", ""] {
            assert_eq!(as_sent(link), link);
        }
        assert_eq!(as_sent("#/compiled%3Fv%3D1%26source%3Da%252Bb"), "#/compiled?v=1&source=a%2Bb");
        assert_eq!(with_spaces("set+example+\"ab\"").as_deref(), Some("set example \"ab\""));
        assert_eq!((with_spaces("a + b"), with_spaces("ab")), (None, None));
    }
}
