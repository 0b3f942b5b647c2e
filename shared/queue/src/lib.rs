//! Ordered events and jobs to do, carried between services.
