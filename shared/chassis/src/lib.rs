//! What every service is built on: settings, telemetry, callers, the gRPC server and client.
