//! The log of a producer over the wire: `stts.events.v1.EventLogService`.
