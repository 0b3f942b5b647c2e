//! The same over a network connection as through a pipe.

use stts_chassis::client::Target;
use stts_chassis::server::bind;
use stts_kernel::ErrorKind;
use stts_tests::{Stage, World};

use super::breaches::all_broken;
use super::callers::Callers;
use super::rpcs;
use super::wire::{Wire, frame};

#[tokio::test(flavor = "multi_thread")]
async fn a_network_connection_refuses_as_a_pipe_does() {
    let world = World::new(Stage::Sqlite).await;
    let callers = Callers::of(&world);
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let pipe = Wire::of(&world);
    let network = Wire::to(&Target::Address(format!("http://{address}")));
    let calls = async {
        for rpc in rpcs::public() {
            let token = callers.token(rpc.profile());
            let (message, paths) = all_broken(&rpc.input);
            for wire in [&pipe, &network] {
                let answer = wire.call(&rpc.path, &token, &message).await;
                assert_eq!(answer.bad_fields(), paths, "{}", rpc.path);
                let answer = wire.send(&rpc.path, &[], frame(&[])).await;
                assert_eq!(answer.reason(), Some(ErrorKind::Unauthenticated), "{}", rpc.path);
            }
        }
        world.suite().host().shutdown().trigger();
    };
    let (served, ()) = tokio::join!(world.suite().serve(listener), calls);
    served.unwrap();
}
