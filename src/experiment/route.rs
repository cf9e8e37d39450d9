//! The page's views, and which of them a link leads to.

use super::error::shortened;
use super::link_error::LinkError;

/// Where a hash leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The front page: a finished run that answers live.
    Front,
    /// The lab.
    Lab,
    /// The lesson.
    Lesson,
    /// The lesson on stories.
    StoriesLesson,
    /// Sweeps.
    Sweep,
    /// The paper's figures and tables as sweeps.
    Gallery,
    /// Models whose truth is known.
    Truth,
    /// The benchmark page.
    Bench,
    /// Programs that become transformers, and experiments on them.
    Compiled,
    /// A table of a visitor's own as a skill.
    Table,
    /// Little stories, and what becomes of their twists.
    Stories,
}

impl Route {
    /// Where a hash leads; what it says there is another matter.
    ///
    /// # Errors
    /// When it leads nowhere on this page.
    pub fn of(hash: &str) -> Result<Self, LinkError> {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        match hash.split_once('?').map_or(hash, |(place, _)| place).trim_matches('/') {
            "" => Ok(Self::Front),
            "run" | "lab" => Ok(Self::Lab),
            "truth" => Ok(Self::Truth),
            "bench" => Ok(Self::Bench),
            "lesson" => Ok(Self::Lesson),
            "stories-lesson" => Ok(Self::StoriesLesson),
            "sweep" => Ok(Self::Sweep),
            "gallery" => Ok(Self::Gallery),
            "compiled" => Ok(Self::Compiled),
            "table" => Ok(Self::Table),
            "stories" => Ok(Self::Stories),
            other => Err(LinkError::Place(shortened(other))),
        }
    }

    /// The first word of the links of the one setup that the view is about; none where it is about any, or about the first.
    pub fn of_one_setup(self) -> Option<&'static str> {
        match self {
            Self::Compiled => Some("compiled"),
            Self::Table => Some("table"),
            Self::Stories => Some("stories"),
            _ => None,
        }
    }

    /// Whether one experiment at a time is set and run there.
    pub fn shows_runs(self) -> bool {
        self == Self::Lab || self.of_one_setup().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_is_the_front_page_and_old_links_lead_to_the_lab() {
        for front in ["", "#", "#/", "/"] {
            assert_eq!(Route::of(front), Ok(Route::Front), "{front}");
        }
        for lab in ["#/run", "#/run?v=1&preset=quick", "run/"] {
            assert_eq!(Route::of(lab), Ok(Route::Lab), "{lab}");
        }
        assert!(!Route::Front.shows_runs());
    }
}
