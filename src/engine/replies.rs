//! A question to models, waited for: for programs that have nothing else to do meanwhile.

use super::message::{Command, Event};
use super::session::Session;
use crate::analysis::Reply;
use std::time::Duration;

/// How long the session works before it is looked at again.
const SLICE: Duration = Duration::from_millis(100);

/// What the models make of a prompt, [`Command::Ask`], once everything that it waits for is trained.
///
/// # Errors
/// A sentence when it cannot be asked.
pub async fn replies_to(session: &mut Session, question: Command) -> Result<Vec<Reply>, String> {
    let mut events: Vec<Event> = session.command(question).into_iter().collect();
    loop {
        for event in events {
            match event {
                Event::Replied { replies, .. } => return Ok(replies),
                Event::Failed { message } => return Err(message),
                _ => {}
            }
        }
        if session.is_resting() {
            return Err("nobody answered".to_owned());
        }
        events = session.advance(SLICE).await;
    }
}
