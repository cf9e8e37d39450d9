//! Stories of a visitor's own: a file of TinyStories-Instruct text or JSON lines takes the place of the grammar of the third setup.

pub mod file;
