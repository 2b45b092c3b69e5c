//! Who is working.

use luudong_domain::actor::Named;
use luudong_domain::event::Event;
use luudong_domain::id::ActorId;
use luudong_domain::role::Role;
use luudong_domain::scope::Scope;
use luudong_store::Store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError, locked};

/// The setting that remembers who worked last.
const LAST: &str = "actor";

/// Somebody who works at this laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Actor {
    /// Their id.
    pub id: ActorId,
    /// The name colleagues know.
    pub name: String,
    /// What they are there for.
    pub role: Role,
}

/// A name and a role.
#[derive(Deserialize, TS)]
pub struct Pick {
    name: String,
    role: Role,
}

/// Who worked here last, for a command line; the window asks again at every start.
pub(crate) fn last(store: &Store) -> Result<Option<(ActorId, Named)>, AppError> {
    let reader = store.reader();
    let Some(id) = reader.setting(LAST)?.and_then(|id| id.parse::<ActorId>().ok()) else { return Ok(None) };
    Ok(reader.actors()?.into_iter().find(|(known, ..)| *known == id).map(|(id, name, role)| (id, Named { name, role })))
}

pub(crate) fn actors(app: &App, _: Nothing) -> Result<Vec<Actor>, AppError> {
    app.read(|reader| Ok(reader.actors()?.into_iter().map(|(id, name, role)| Actor { id, name, role }).collect()))
}

pub(crate) fn pick(app: &App, args: Pick) -> Result<Actor, AppError> {
    let name = luudong_domain::text::clean(&args.name);
    if name.is_empty() {
        return Err(AppError::of("name_missing"));
    }
    let open = app.opened()?;
    let mut store = locked(&open.store);
    let known = store.reader().actors()?.into_iter().find(|(_, known, role)| *known == name && *role == args.role);
    let named = Named { name, role: args.role };
    let id = store.write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
        let id = match known {
            Some((id, ..)) => id,
            None => {
                let id = ActorId::from(gate.birth(Scope::Org)?);
                gate.append(Scope::Org, id, &Event::ActorNamed(named.clone()))?;
                id
            }
        };
        gate.set(LAST, &id.to_string())?;
        Ok(id)
    })?;
    *locked(&open.actor) = Some((id, named.clone()));
    Ok(Actor { id, name: named.name, role: named.role })
}
