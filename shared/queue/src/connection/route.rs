//! The way to the server that is to be talked to at the moment.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::cluster::{ClusterClient, ClusterConfig};
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo,
    RedisConnectionInfo, RedisError, RedisResult,
};

use super::open::Connection;
use super::{RedisMode, RedisSettings, RedisSettingsError};

const CONNECTS_WITHIN: Duration = Duration::from_secs(1);
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
/// Longer than any caller of a blocking command waits; a connection to a cluster has to have an end.
const ANSWERS_SOME_TIME: Duration = Duration::from_hours(24);

/// How long answers are waited for on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// Not long: the connection is shared.
    Soon,
    /// As long as the caller of a blocking command wants; the connection is his alone.
    WhenThereIsOne,
}

impl Answers {
    const fn within(self) -> Option<Duration> {
        match self {
            Self::Soon => Some(ANSWERS_WITHIN),
            Self::WhenThereIsOne => None,
        }
    }
}

/// How the server is found.
pub(super) enum Route {
    Server(Client),
    Sentinel { sentinels: Vec<Client>, master: String, login: RedisConnectionInfo },
    Cluster(Box<ClusterClient>),
}

impl Route {
    pub(super) fn new(settings: &RedisSettings) -> Result<Self, RedisSettingsError> {
        let infos = settings.urls.iter().map(|url| info(url.expose()));
        let infos: Vec<ConnectionInfo> = infos.collect::<Result<_, _>>()?;
        if infos.is_empty() {
            return Err(RedisSettingsError::NoUrl);
        }
        match &settings.mode {
            RedisMode::Server if infos.len() > 1 => Err(RedisSettingsError::ManyUrls),
            RedisMode::Server => Ok(Self::Server(clients(infos)?.remove(0))),
            RedisMode::Cluster => {
                // Who asks decides whether to ask again.
                let client = ClusterClient::builder(infos).retries(1).build();
                client
                    .map(|client| Self::Cluster(Box::new(client)))
                    .map_err(|_| RedisSettingsError::BadUrl)
            }
            RedisMode::Sentinel { master, username, password } => {
                let mut login = RedisConnectionInfo::default();
                if let Some(username) = username {
                    login = login.set_username(username);
                }
                if let Some(password) = password {
                    login = login.set_password(password.expose());
                }
                Ok(Self::Sentinel { sentinels: clients(infos)?, master: master.clone(), login })
            }
        }
    }

    pub(super) async fn connect(&self, answers: Answers) -> RedisResult<Connection> {
        match self {
            Self::Server(client) => Ok(Connection::Server(open(client, answers).await?)),
            Self::Sentinel { sentinels, master, login } => {
                let client = master_of(sentinels, master, login).await?;
                Ok(Connection::Server(open(&client, answers).await?))
            }
            Self::Cluster(client) => {
                let config = ClusterConfig::new()
                    .set_connection_timeout(CONNECTS_WITHIN)
                    .set_response_timeout(answers.within().unwrap_or(ANSWERS_SOME_TIME));
                Ok(Connection::Cluster(client.get_async_connection_with_config(config).await?))
            }
        }
    }
}

fn info(url: &str) -> Result<ConnectionInfo, RedisSettingsError> {
    let info = url.into_connection_info().map_err(|_| RedisSettingsError::BadUrl)?;
    // A small command is not to wait for the next one.
    Ok(info.set_tcp_settings(TcpSettings::default().set_nodelay(true)))
}

fn clients(infos: Vec<ConnectionInfo>) -> Result<Vec<Client>, RedisSettingsError> {
    let clients = infos.into_iter().map(Client::open).collect::<RedisResult<_>>();
    clients.map_err(|_| RedisSettingsError::BadUrl)
}

async fn open(client: &Client, answers: Answers) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECTS_WITHIN))
        .set_response_timeout(answers.within());
    client.get_multiplexed_async_connection_with_config(&config).await
}

/// The master as the first sentinel that answers knows it.
async fn master_of(
    sentinels: &[Client],
    master: &str,
    login: &RedisConnectionInfo,
) -> RedisResult<Client> {
    let mut last = RedisError::from((ErrorKind::MasterNameNotFoundBySentinel, "no such master"));
    for sentinel in sentinels {
        match address_of(sentinel, master).await {
            Ok(Some((host, port))) => {
                let info = ConnectionAddr::Tcp(host, port)
                    .into_connection_info()?
                    .set_tcp_settings(TcpSettings::default().set_nodelay(true))
                    .set_redis_settings(login.clone());
                return Client::open(info);
            }
            Ok(None) => {}
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn address_of(sentinel: &Client, master: &str) -> RedisResult<Option<(String, u16)>> {
    let mut connection = open(sentinel, Answers::Soon).await?;
    let mut ask = redis::cmd("SENTINEL");
    ask.arg("get-master-addr-by-name").arg(master).query_async(&mut connection).await
}
