//! The way to the server that is to be talked to at the moment.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo,
    RedisConnectionInfo, RedisError, RedisResult,
};

use super::{RedisMode, RedisSettings, RedisSettingsError};

const CONNECTS_WITHIN: Duration = Duration::from_secs(1);
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// How long answers are waited for on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// Not long: the connection is shared.
    Soon,
    /// As long as the caller of a blocking command wants; the connection is his alone.
    WhenThereIsOne,
}

/// How the server is found.
pub(super) enum Route {
    Server(Client),
    Sentinel { sentinels: Vec<Client>, master: String, login: RedisConnectionInfo },
}

impl Route {
    pub(super) fn new(settings: &RedisSettings) -> Result<Self, RedisSettingsError> {
        let clients = settings.urls.iter().map(|url| client(url.expose()));
        let mut clients: Vec<Client> = clients.collect::<Result<_, _>>()?;
        match &settings.mode {
            RedisMode::Server | RedisMode::Cluster => {
                Ok(Self::Server(clients.pop().ok_or(RedisSettingsError::NoUrl)?))
            }
            RedisMode::Sentinel { .. } if clients.is_empty() => Err(RedisSettingsError::NoUrl),
            RedisMode::Sentinel { master, username, password } => {
                let mut login = RedisConnectionInfo::default();
                if let Some(username) = username {
                    login = login.set_username(username);
                }
                if let Some(password) = password {
                    login = login.set_password(password.expose());
                }
                Ok(Self::Sentinel { sentinels: clients, master: master.clone(), login })
            }
        }
    }

    pub(super) async fn connect(&self, answers: Answers) -> RedisResult<MultiplexedConnection> {
        match self {
            Self::Server(client) => open(client, answers).await,
            Self::Sentinel { sentinels, master, login } => {
                let client = master_of(sentinels, master, login).await?;
                open(&client, answers).await
            }
        }
    }
}

fn client(url: &str) -> Result<Client, RedisSettingsError> {
    let info: ConnectionInfo =
        url.into_connection_info().map_err(|_| RedisSettingsError::BadUrl)?;
    // A small command is not to wait for the next one.
    let info = info.set_tcp_settings(TcpSettings::default().set_nodelay(true));
    Client::open(info).map_err(|_| RedisSettingsError::BadUrl)
}

async fn open(client: &Client, answers: Answers) -> RedisResult<MultiplexedConnection> {
    let answers = match answers {
        Answers::Soon => Some(ANSWERS_WITHIN),
        Answers::WhenThereIsOne => None,
    };
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECTS_WITHIN))
        .set_response_timeout(answers);
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
