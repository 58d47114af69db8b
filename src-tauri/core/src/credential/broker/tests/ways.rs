//! How the requests for an account get out that several connections share.

use std::collections::BTreeMap;

use hitchpost_net::{Network, Proxy};

use super::world::World;
use super::*;
use crate::connection::{Connection, ConnectionId, NetworkSettings, ProxySettings};

impl World {
    async fn change(&self, id: ConnectionId, change: impl FnOnce(&mut Connection)) {
        let work = move |db: &mut rusqlite::Connection| store::connections::get(db, id);
        let mut next = self.vault().store.run("read from", work).await.unwrap().unwrap();
        next.revision += 1;
        change(&mut next);
        let enabled = next.enabled;
        assert!(self.vault().save(next, BTreeMap::new()).await.unwrap());
        let work = move |db: &mut rusqlite::Connection| store::connections::set_enabled(db, id, enabled);
        self.vault().store.run("save to", work).await.unwrap();
    }

    async fn way(&self) -> Result<Network> {
        let credential = self.credential().await.unwrap();
        Ok(self.vault().identity(&credential).await?.bounds.network)
    }
}

fn proxied() -> NetworkSettings {
    let proxy = ProxySettings::Url {
        url: "http://proxy.example:3128".to_owned(),
        user: String::new(),
        has_password: false,
    };
    NetworkSettings { proxy, ..NetworkSettings::default() }
}

fn lax() -> NetworkSettings {
    NetworkSettings { accept_invalid_certificate: true, ..NetworkSettings::default() }
}

fn broken() -> NetworkSettings {
    NetworkSettings { authority_path: "/no/such/authority.pem".to_owned(), ..NetworkSettings::default() }
}

#[tokio::test]
async fn a_certificate_nobody_trusts_takes_all_that_share_the_account_to_accept_it() {
    let world = World::start().await;
    let second = world.share().await;
    world.change(second, |second| second.network = lax()).await;
    assert!(!world.way().await.unwrap().accept_invalid_certificate);
    world.change(world.connection, |first| first.network = lax()).await;
    assert!(world.way().await.unwrap().accept_invalid_certificate);
    world.change(second, |second| second.network = proxied()).await;
    let way = world.way().await.unwrap();
    assert!(!way.accept_invalid_certificate && matches!(way.proxy, Proxy::Url { .. }));
}

#[tokio::test]
async fn what_is_off_or_removed_speaks_for_nobody_else() {
    let world = World::start().await;
    let second = world.share().await;
    world.change(second, |second| (second.network, second.enabled) = (proxied(), false)).await;
    assert!(matches!(world.way().await.unwrap().proxy, Proxy::System));
    world.change(second, |second| second.enabled = true).await;
    assert!(matches!(world.way().await.unwrap().proxy, Proxy::Url { .. }));
    world.change(second, |second| second.network = NetworkSettings::default()).await;
    world.change(world.connection, |first| first.network = proxied()).await;
    assert!(matches!(world.way().await.unwrap().proxy, Proxy::Url { .. }));
    world.remove().await;
    assert!(matches!(world.way().await.unwrap().proxy, Proxy::System));
}

#[tokio::test]
async fn the_goodbye_of_a_removed_connection_goes_its_way() {
    let world = World::start().await;
    world.change(world.connection, |first| first.network = proxied()).await;
    world.remove().await;
    assert!(matches!(world.way().await.unwrap().proxy, Proxy::Url { .. }));
}

#[tokio::test]
async fn options_that_cannot_be_read_refuse_nobody_else() {
    let world = World::start().await;
    let second = world.share().await;
    world.change(second, |second| second.network = broken()).await;
    world.renew(1).await.unwrap();
    world.change(world.connection, |first| first.network = broken()).await;
    let failure = world.way().await.unwrap_err();
    assert!(matches!(&failure, Failure::FileUnusable { .. }), "{failure:?}");
    assert_eq!(world.issuer.requests(), 1);
}
