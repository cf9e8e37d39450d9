//! Text that fits: how wide it will be about, where it breaks, where it is cut, and what may not stand in SVG.
//!
//! Widths are estimated from the letters alone, since there is no font to ask: neither on the host nor in a worker.
//! The estimate errs on the wide side for the fonts that browsers use for `sans-serif`.

/// The width of `text` set in letters `size` units high, in the same units.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The width of one letter in parts of the letter size.
fn em(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{202f}' => 0.29,
        ' ' | '\u{a0}' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 0.94,
        'A'..='Z' | '&' => 0.71,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'.. => 1.05,
        _ => 0.58,
    }
}

/// `text` cut with an ellipsis so that it is no wider than `room`; empty where not even the ellipsis fits.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - width("…", size);
    let mut used = 0.0;
    let fits = |letter: &char| {
        used += em(*letter) * size;
        used <= room
    };
    let kept: String = text.chars().take_while(fits).collect();
    if kept.is_empty() { kept } else { format!("{}…", kept.trim_end()) }
}

/// `text` broken at spaces into at most `lines` lines no wider than `room`; what is left over is cut.
pub(super) fn wrapped(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = out.len() == lines;
        match out.last_mut() {
            // Once the last line is begun, everything goes there and is cut below.
            Some(line) if full || width(line, size) + width(" ", size) + width(word, size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out.iter().map(|line| cut(line, size, room)).collect()
}

/// `text` without the characters that XML forbids; line breaks and tabs become spaces.
pub(super) fn clean(text: &str) -> String {
    let allowed = |letter: &char| !matches!(letter, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(allowed).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// `text` as it may stand between tags or in an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_within_its_room() {
        let long = "a skill that is wrapped, not deleted";
        let short = cut(long, 12.0, 80.0);
        assert!(short.ends_with('…') && width(&short, 12.0) <= 80.0, "{short}");
        assert_eq!(cut("ok", 12.0, 80.0), "ok");
        assert_eq!(cut(long, 12.0, 3.0), "");
    }

    #[test]
    fn text_breaks_at_spaces_and_the_rest_is_cut() {
        let lines = wrapped("one two three four five six seven eight", 12.0, 80.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line, 12.0) <= 80.0));
        assert!(wrapped("  ", 12.0, 80.0, 2).is_empty());
    }

    #[test]
    fn nothing_that_xml_forbids_gets_through() {
        assert_eq!(escaped("<a b='c'>&\u{0}\n\u{ffff}"), "&lt;a b=&#39;c&#39;&gt;&amp;  ");
    }
}
